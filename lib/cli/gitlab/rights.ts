import type { RunnerScope, Settings } from '../../config/settings.ts';
import { type AccessToken, MAINTAINER, OWNER, type ProjectOrGroup } from '../../gitlab/setup/access.ts';
import type { SetupClient } from '../../gitlab/setup/setup-client.ts';
import { some } from '../../scaler/plan/some.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

/** What the functions ask of GitLab's API. `api` holds all three. */
const NEEDED = ['create_runner', 'manage_runner', 'read_api'];
const DAY = 24 * 3600;
/** Days before its end at which one is warned: time to make another. */
const SOON = 14;

/** Is the token alive, and for how long? */
export function lifeOf({ name, isActive, expiresOn }: AccessToken, now: UnixSeconds): Finding {
  const check = 'GitLab token';
  const renew = 'Make a new one in GitLab and run `bastionless init` with it.';
  if (!isActive) return fail(check, `"${name}" has expired or was revoked`, renew);
  if (expiresOn === undefined) return ok(check, `"${name}" does not expire`);
  const days = Math.floor((Date.parse(expiresOn) / 1000 - now) / DAY);
  if (days < 0) return fail(check, `"${name}" ended on ${expiresOn}`, renew);
  const found = `"${name}" ends on ${expiresOn}`;
  return days > SOON ? ok(check, found) : warn(check, `${found}, in ${some(days, 'day')}`, renew);
}

/** May it do what the functions ask of it? Jobs that are lost with their machine are retried where a runner says so. */
export function scopesOf({ scopes }: AccessToken, settings: Settings | undefined): Finding {
  const check = 'GitLab token scopes';
  if (scopes.includes('api')) return ok(check, scopes.join(', '));
  const missing = NEEDED.filter((scope) => !scopes.includes(scope));
  if (missing.length > 0) {
    const todo = `Make a token with the scopes ${NEEDED.join(', ')} (or api) and run \`bastionless init\` with it.`;
    return fail(check, `${scopes.join(', ')}: ${missing.join(' and ')} missing`, todo);
  }
  const isRetrying = settings?.runners.some(({ interruption }) => interruption.retry) ?? true;
  if (!isRetrying) return ok(check, `${scopes.join(', ')}: enough to run jobs`);
  return warn(
    check,
    `${scopes.join(', ')}: enough to run jobs, but without api none is retried that is lost with its spot machine`,
    'Give it api, or set retry_interrupted = false in [runners.bastionless].',
  );
}

/** May the token's user create runners there? https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export async function rightsAt(
  client: SetupClient,
  place: ProjectOrGroup,
  token: AccessToken,
): Promise<Finding> {
  const check = `rights in ${place.path}`;
  const needed = place.kind === 'Project' ? MAINTAINER : OWNER;
  const role = place.kind === 'Project' ? 'Maintainer' : 'Owner';
  const level = await client.accessLevel(place, token.userId);
  if (level >= needed) return ok(check, `${role} or more: runners may be created`);
  if (await client.isAdministrator()) return ok(check, 'an administrator');
  return fail(
    check,
    `the token's user is not ${role} of the ${place.kind.toLowerCase()}`,
    `Make the user, or the role of the access token, ${role}.`,
  );
}

/** What takes an administrator: runners of the whole GitLab. */
export async function rightsEverywhere(client: SetupClient): Promise<Finding> {
  const check = 'rights';
  if (await client.isAdministrator()) return ok(check, 'an administrator: runners may be created');
  return fail(
    check,
    'config.toml names no project or group, and the token is not an administrator’s',
    'Set project or group in [runners.bastionless] of config.toml.',
  );
}

/** A project or group that config.toml names. */
export type NamedPlace = { readonly kind: ProjectOrGroup['kind']; readonly named: string };

/** Are a runner's machines for that place? */
export const isAt = (scope: RunnerScope, { kind, id }: ProjectOrGroup): boolean =>
  scope.kind === kind && scope.id === id;

/** Each place once. */
export function placesOf(scopes: readonly RunnerScope[]): NamedPlace[] {
  const named = scopes.flatMap((scope) =>
    scope.kind === 'Instance' ? [] : [{ kind: scope.kind, named: String(scope.id) }],
  );
  return named.filter(
    (place, index) =>
      index === named.findIndex(({ kind, named: other }) => kind === place.kind && other === place.named),
  );
}
