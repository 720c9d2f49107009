import { readFileSync } from 'node:fs';
import type { GuestFile } from './guest/guest.ts';

type Files = Readonly<Record<string, GuestFile>>;

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

export const BROKEN_DOCKER: Files = { '/etc/docker/daemon.json': { text: '{ "no json"' } };

/** As Ubuntu 20.04's: it cannot sign. */
export const OLD_CURL: Files = {
  '/usr/local/bin/curl': command(
    'case "$*" in *aws-sigv4*) echo "curl: option --aws-sigv4: is unknown" >&2; exit 2;; esac\nexec /usr/bin/curl "$@"',
  ),
};
