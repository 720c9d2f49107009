import { readFileSync } from 'node:fs';
import { NEIGHBOUR } from './guest/guest.ts';
import type { GuestFiles as Files, GuestFile } from './guest/lay-out.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url));

/** The stand-in of gitlab-runner, as it is downloaded. */
export const RUNNER = read('runner/gitlab-runner');

/** What the stand-in reads. */
export const RUNNER_KEYS: Files = {
  '/usr/local/bin/gitlab-runner-keys.json': { text: read('runner/gitlab-runner-keys.json') },
};

export const WITH_RUNNER: Files = { '/usr/local/bin/gitlab-runner': { text: RUNNER, mode: 0o755 } };

const command = (text: string): GuestFile => ({ text: `#!/bin/sh\n${text}\n`, mode: 0o755 });

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
