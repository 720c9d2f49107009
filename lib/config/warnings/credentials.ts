import { leaves } from '../file/leaves.ts';
import { type Trap, trap, type Written } from './warning.ts';

const AUTH_CONFIG =
  /^DOCKER_AUTH_CONFIG=.*"(?:credsStore"\s*:\s*"([\w.-]+)"|credHelpers"\s*:\s*\{[^}]*:\s*"([\w.-]+)")/s;
const PROXY = /^(https?|no|all|ftp)_proxy=/i;

/** Logins to registries and ways out that lived on the bastion. */
export function credentialTraps({ index, entry, runner }: Written): Trap[] {
  const found = leaves(entry['environment'] ?? [], ['runners', index, 'environment']);
  return found
    .flatMap(({ path, value }) =>
      (Array.isArray(value) ? value : []).flatMap((variable, at) => {
        const helper = typeof variable === 'string' ? helperIn(variable) : undefined;
        return helper === undefined
          ? []
          : [
              trap(
                'broken',
                [...path, at],
                `gitlab-runner calls docker-credential-${helper} on each machine: their image or amazonec2-userdata must install it` +
                  (helper === 'ecr-login'
                    ? '; its rights are those of the machine’s role (permissions.ecr_push)'
                    : ''),
              ),
            ];
      }),
    )
    .concat(proxyTraps({ index, entry, ...(runner !== undefined && { runner }) }));
}

function helperIn(variable: string): string | undefined {
  const [, store, helper] = AUTH_CONFIG.exec(variable) ?? [];
  return store ?? helper;
}

/** Jobs are told of a proxy; then the machine itself is likely in need of it too. */
function proxyTraps({ index, entry, runner }: Written): Trap[] {
  const variables = Array.isArray(entry['environment']) ? entry['environment'] : [];
  const at = variables.findIndex((variable) => typeof variable === 'string' && PROXY.test(variable));
  if (at < 0 || Object.keys(runner?.engine.environment ?? {}).some((name) => PROXY.test(`${name}=`)))
    return [];
  const lines = variables.filter((variable) => typeof variable === 'string' && PROXY.test(variable));
  const message =
    'jobs have this proxy; the bastion’s own, and that of Docker on its machines, were set elsewhere. If machines need it: ' +
    `environment = ${JSON.stringify(lines)} in [runners.bastionless]`;
  return [trap('lost', ['runners', index, 'environment', at], message)];
}
