import type { Settings } from '../../../config/settings.ts';
import { GitLabError } from '../../../gitlab/gitlab-error.ts';
import type { AccessToken, ProjectOrGroup } from '../../../gitlab/setup/access.ts';
import { mayRetryOn, type ProtectedBranch } from '../../../gitlab/setup/protected-branches.ts';
import type { SetupClient } from '../../../gitlab/setup/setup-client.ts';
import { type Finding, ok, warn } from '../../finding.ts';

/** Whom a retried job runs as, and with whose variables and rights. */
const AS_USER = 'they run as the token’s user then, not as who pushed';
const REST =
  'Let that user push or merge there (Settings, Repository, Protected branches), or set retry_interrupted = false in [runners.bastionless].';

/** May the token's user retry jobs that are lost with their machine, on protected branches too? */
export async function retryFindings(
  client: SetupClient,
  place: ProjectOrGroup,
  token: AccessToken,
  settings: Settings,
): Promise<readonly Finding[]> {
  const isRetrying = settings.runners.some(({ interruption }) => interruption.retry);
  if (!isRetrying || !token.scopes.includes('api')) return [];
  const check = `retries in ${place.path}`;
  if (place.kind === 'Group')
    return [
      ok(
        check,
        `jobs of interrupted machines: ${AS_USER}; on protected branches only where it may push or merge`,
      ),
    ];
  const branches = await branchesOf(client, place.id);
  if (branches === undefined) return [warn(check, 'GitLab does not show the protected branches', REST)];
  const user = { id: token.userId, level: await client.accessLevel(place, token.userId) };
  const closed = branches.filter((branch) => !mayRetryOn(branch, user)).map(({ name }) => name);
  if (closed.length === 0) return [ok(check, `jobs of interrupted machines, of all branches: ${AS_USER}`)];
  return [
    warn(
      check,
      `on ${closed.join(', ')} the token’s user may neither push nor merge: GitLab lets it retry no job there`,
      REST,
    ),
  ];
}

async function branchesOf(client: SetupClient, id: number): Promise<readonly ProtectedBranch[] | undefined> {
  try {
    return await client.protectedBranches(id);
  } catch (error) {
    if (error instanceof GitLabError && error.status === 403) return undefined;
    throw error;
  }
}
