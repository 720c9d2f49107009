import type { KeyPath } from '../file/toml.ts';
import type { TomlTable } from '../file/toml-value.ts';
import { listAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

const AUTH_CONFIG =
  /^DOCKER_AUTH_CONFIG=.*"(?:credsStore"\s*:\s*"([\w.-]+)"|credHelpers"\s*:\s*\{[^}]*:\s*"([\w.-]+)")/s;
const PROXY = /^(https?|no|all|ftp)_proxy=/i;

/** Variables of jobs that depended on the bastion, or that have no effect. */
export function environmentTraps({ index, entry, runner }: Written): Trap[] {
  const path = ['runners', index, 'environment'];
  return [
    ...variablesOf(entry).flatMap((variable, at) => {
      const helper = helperIn(variable);
      return helper === undefined ? [] : [trap('broken', [...path, at], withHelper(helper))];
    }),
    ...proxyTraps(entry, path, Object.keys(runner?.engine.environment ?? {})),
    ...withoutValue(entry, path),
  ];
}

const variablesOf = (entry: TomlTable): string[] => listAt(entry, 'environment').map(String);

function helperIn(variable: string): string | undefined {
  const [, store, helper] = AUTH_CONFIG.exec(variable) ?? [];
  return store ?? helper;
}

const withHelper = (helper: string): string =>
  `gitlab-runner calls docker-credential-${helper} on each machine: their image or amazonec2-userdata must install it` +
  (helper === 'ecr-login' ? '; its rights are those of the machine’s role (permissions.ecr_push)' : '');

/** If jobs use a proxy, the machine itself probably needs it too. */
function proxyTraps(entry: TomlTable, path: KeyPath, ofMachine: readonly string[]): Trap[] {
  const proxies = variablesOf(entry).filter((variable) => PROXY.test(variable));
  const [first] = proxies;
  if (first === undefined || ofMachine.some((name) => PROXY.test(`${name}=`))) return [];
  const message =
    'jobs have this proxy; the bastion’s own, and that of Docker on its machines, were set elsewhere. If machines need it: ' +
    `environment = ${JSON.stringify(proxies)} in [runners.bastionless]`;
  return [trap('lost', [...path, variablesOf(entry).indexOf(first)], message)];
}

/** https://gitlab.com/gitlab-org/gitlab-runner/-/blob/main/common/config.go, parseVariable */
function withoutValue(entry: TomlTable, path: KeyPath): Trap[] {
  const odd = variablesOf(entry).find((variable) => !variable.includes('='));
  if (odd === undefined) return [];
  return [
    trap('lost', path, `"${odd}" has no =, so GitLab Runner passes it over: variables are "NAME=value"`),
  ];
}
