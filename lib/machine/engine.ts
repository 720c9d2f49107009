import type { EngineSettings } from '../config/settings.ts';
import { fileLines } from './file-lines.ts';

const UNITS = ['docker.service', 'bastionless-runner.service'];
const PROXY = /^(https?|all)_proxy$/i;
/** The metadata service: a proxy cannot reach it in the machine's name. */
const NOT_BY_PROXY = '169.254.169.254';

/**
 * A script that cloud-init runs in its init stage, before Docker starts: Docker's daemon.json, and the variables of
 * Docker and of the runner. Undefined where config.toml says nothing of them.
 * https://docs.cloud-init.io/en/latest/explanation/format.html#cloud-boothook
 * https://docs.docker.com/engine/daemon/proxy/#systemd-unit-file
 */
export function engineScript(engine: EngineSettings): string | undefined {
  const variables = Object.entries(machineVariables(engine));
  const hasDaemon = Object.keys(engine.daemon).length > 0;
  if (!hasDaemon && variables.length === 0) return undefined;
  const unit = [
    '[Service]',
    ...variables.map(([name, value]) => `Environment=${quoted(`${name}=${value}`)}`),
  ];
  return [
    '#cloud-boothook',
    '#!/bin/bash',
    ...(hasDaemon ? fileLines('/etc/docker/daemon.json', [JSON.stringify(engine.daemon)]) : []),
    ...('default-ulimits' in engine.daemon ? withoutFlags : []),
    ...(variables.length > 0
      ? UNITS.flatMap((name) => fileLines(`/etc/systemd/system/${name}.d/environment.conf`, unit))
      : []),
    'systemctl daemon-reload',
    // Not awaited: Docker may itself wait for this stage to end.
    'if systemctl is-active --quiet docker; then systemctl --no-block restart docker; fi',
    '',
  ].join('\n');
}

/**
 * Amazon Linux's package of Docker has OPTIONS="--default-ulimit nofile=…" among its unit's variables, and an engine that
 * is told the same by a flag and by daemon.json does not start. Of several files with variables the last one counts.
 */
const withoutFlags = [
  ...fileLines('/etc/docker/no-flags', ['OPTIONS=']),
  ...fileLines('/etc/systemd/system/docker.service.d/no-flags.conf', [
    '[Service]',
    'EnvironmentFile=/etc/docker/no-flags',
  ]),
];

/** What `environment` says; and where it names a proxy, what does not go through it. */
export function machineVariables({ environment }: EngineSettings): Readonly<Record<string, string>> {
  if (!Object.keys(environment).some((name) => PROXY.test(name))) return environment;
  const around = environment['NO_PROXY'] ?? environment['no_proxy'] ?? '';
  const all = [...around.split(',').filter((host) => host !== ''), NOT_BY_PROXY].join(',');
  return { ...environment, NO_PROXY: all, no_proxy: all };
}

/** systemd's quoting; a `%` means something to it even in quotes. */
const quoted = (text: string): string => JSON.stringify(text).replaceAll('%', '%%');
