import type { ProjectOrGroup } from '../../gitlab/setup/access.ts';
import { type SetupClient, setupClient } from '../../gitlab/setup/setup-client.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { readSecret } from '../deployment/secrets.ts';
import { Trouble } from '../explain.ts';
import type { NamedPlace } from './rights.ts';

export interface GitLabOptions {
  /** None: that of the config.toml. */
  readonly url?: string;
  /** None: the one that is stored in SSM. */
  readonly token?: string;
}

/** Throws Trouble if neither an option nor config.toml says where GitLab is. */
export function gitlabUrlOf({ settings }: Deployment, { url }: GitLabOptions): string {
  const found = url ?? settings?.gitlabUrl;
  if (found !== undefined && found !== '') return found.replace(/\/+$/, '');
  throw new Trouble(
    'the address of GitLab is not known.',
    'Give it with --url, or run the command where config.toml is.',
  );
}

/** With the token that is given, or else the deployment's own. Throws Trouble if there is none. */
export async function openGitLab(deployment: Deployment, options: GitLabOptions): Promise<SetupClient> {
  const url = gitlabUrlOf(deployment, options);
  const token = await tokenOf(deployment, options);
  return setupClient({ url, token: async () => token });
}

/** The token that is given, or else the deployment's own; an empty one is that of a variable that is not set. Throws Trouble if there is none. */
export async function tokenOf(deployment: Deployment, options: GitLabOptions): Promise<string> {
  const token = options.token || (await readSecret(deployment, deployment.gitlabTokenParameter))?.value;
  if (token !== undefined) return token;
  throw new Trouble(
    `there is no access token for GitLab in SSM (${deployment.gitlabTokenParameter}).`,
    `Run \`bastionless init --stage ${deployment.stage}\`, or give one in GITLAB_TOKEN.`,
  );
}

/** Throws Trouble where GitLab has no such place, or does not show it. */
export async function findPlace(client: SetupClient, { kind, named }: NamedPlace): Promise<ProjectOrGroup> {
  const place = await client.findPlace(kind, named);
  if (place !== undefined) return place;
  throw new Trouble(
    `GitLab has no ${kind.toLowerCase()} ${named}, or the token's user may not see it.`,
    'Is the id or path right, and is the user a member?',
  );
}
