import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NEIGHBOUR } from './guest/guest.ts';
import type { GuestFiles as Files, GuestFile } from './guest/lay-out.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

const command = (text: string): GuestFile => ({ text: `#!/bin/sh\n${text}\n`, mode: 0o755 });

/** The real gitlab-runner, where it was built. */
const REAL = process.env['REAL_GITLAB_RUNNER'];

/** gitlab-runner as it is downloaded: the stand-in, or the real one. */
export const RUNNER = REAL === undefined ? read('runner/gitlab-runner') : readFileSync(REAL);

export const WITH_RUNNER: Files = { '/usr/local/bin/gitlab-runner': { text: RUNNER, mode: 0o755 } };

/** What the stand-in reads. */
const KEYS: Files = {
  '/usr/local/bin/gitlab-runner-keys.json': { text: read('runner/gitlab-runner-keys.json') },
};

/** Archives with what the real gitlab-runner runs in its helper image. */
export const HELPER_LAYERS = REAL === undefined ? [] : [join(dirname(REAL), 'helper.tar')];

/** The image for jobs is the helper image too. */
const HELPER: Files = {
  '/etc/systemd/system/docker.service.d/helper.conf': {
    text: '[Service]\nExecStartPost=/usr/local/sbin/make-helper-image\n',
  },
  '/usr/local/sbin/make-helper-image': command(
    [
      'set -e',
      'container=$(docker create busybox true)',
      'docker cp - "$container:/" </opt/helper.tar',
      'docker commit "$container" busybox',
      'docker rm "$container"',
    ].join('\n'),
  ),
  ...Object.fromEntries(HELPER_LAYERS.map((path) => ['/opt/helper.tar', { text: readFileSync(path) }])),
};

/** What gitlab-runner finds beside itself. */
export const BESIDE_RUNNER = REAL === undefined ? KEYS : HELPER;

/** Where a machine would wait for minutes, it waits for an instant. */
export const QUICKENED: Files = { '/usr/local/bin/sleep': command('exec /usr/bin/sleep 0.05') };

export const COMMAND_LINES = '/var/log/command-lines';
const RECORDED = ['curl', 'systemctl', 'docker', 'shutdown', 'systemd-run'];

/** Keeps the command lines of what a machine calls, which every process can read. */
export const RECORDING: Files = Object.fromEntries(
  RECORDED.map((name) => [
    `/usr/local/bin/${name}`,
    command(
      [
        `echo "${name} $*" >>${COMMAND_LINES}`,
        `for place in /usr/bin /usr/sbin; do if [ -x $place/${name} ]; then exec $place/${name} "$@"; fi; done`,
      ].join('\n'),
    ),
  ]),
);

/** As a registry is used that has no certificate. */
export const INSECURE: Files = {
  '/etc/docker/daemon.json': { text: JSON.stringify({ 'insecure-registries': [NEIGHBOUR] }) },
};

/** As Amazon Linux's package of Docker has it: the engine is told some of what daemon.json may say by flags. */
export const ENGINE_FLAGS: Files = {
  '/etc/sysconfig/docker': { text: 'OPTIONS="--default-ulimit nofile=32768:65536"\n' },
  '/etc/systemd/system/docker.service.d/amazon-linux.conf': {
    text: [
      '[Service]',
      'EnvironmentFile=-/etc/sysconfig/docker',
      'ExecStart=',
      'ExecStart=/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS $OPTIONS',
      '',
    ].join('\n'),
  },
};

/** Docker never says that it has started. */
export const HANGING_DOCKER: Files = { '/usr/sbin/dockerd': command('exec /usr/bin/sleep infinity') };

/** An hour of shutdown's is a few seconds. */
export const SHORT_HOURS: Files = {
  '/usr/local/bin/shutdown': command(
    [
      'case "$*" in *+60*) at=$(($(date +%s) + 4))000000;; *) exec /usr/sbin/shutdown "$@";; esac',
      'login=org.freedesktop.login1',
      'exec busctl call $login /org/freedesktop/login1 $login.Manager ScheduleShutdown st poweroff $at',
    ].join('\n'),
  ),
};

/** User data finds no byte left. */
export const FULL_DISK: Files = {
  '/etc/systemd/system/user-data.service.d/full.conf': {
    text: "[Service]\nExecStartPre=-/bin/sh -c 'head -c 200m /dev/zero >/var/lib/full'\n",
  },
};

export const BROKEN_DOCKER: Files = { '/etc/docker/daemon.json': { text: '{ "no json"' } };

/** As Ubuntu 20.04's: it cannot sign. */
export const OLD_CURL: Files = {
  '/usr/local/bin/curl': command(
    'case "$*" in *aws-sigv4*) echo "curl: option --aws-sigv4: is unknown" >&2; exit 2;; esac\nexec /usr/bin/curl "$@"',
  ),
};
