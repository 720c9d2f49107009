import { GitLabError } from '../gitlab/gitlab-error.ts';
import type { ProjectOrGroup } from '../gitlab/setup/access.ts';
import type { Hook } from '../gitlab/setup/hooks.ts';
import type { SetupClient } from '../gitlab/setup/setup-client.ts';
import { type Deployment, deploymentOf } from './deployment/deployment.ts';
import { readSecret } from './deployment/secrets.ts';
import { stackOf } from './deployment/stack.ts';
import { Trouble } from './explain.ts';
import { findPlace, type GitLabOptions, openGitLab } from './gitlab/open-gitlab.ts';
import { type NamedPlace, placesOf } from './gitlab/rights.ts';
import type { DeploymentOptions } from './options.ts';
import { paint } from './terminal/output.ts';
import { table } from './terminal/table.ts';

export interface WebhookOptions extends DeploymentOptions, GitLabOptions {
  readonly group?: readonly string[];
}

/** What there is now at one place. */
export interface HookReport {
  readonly place: string;
  readonly kind: ProjectOrGroup['kind'];
  readonly done: 'added' | 'brought up to date' | 'removed' | 'there' | 'none';
  readonly url: string;
  readonly problems: readonly string[];
}

export type WebhookAction = 'add' | 'list' | 'remove';

/** Adds, lists or removes the deployment's webhook at each place. Throws at the first that fails. */
export async function webhook(
  action: WebhookAction,
  projects: readonly string[],
  options: WebhookOptions,
): Promise<readonly HookReport[]> {
  const deployment = deploymentOf(options);
  const { webhookUrl } = await stackOf(deployment);
  const client = await openGitLab(deployment, options);
  const reports: HookReport[] = [];
  for (const named of namedPlaces(deployment, projects, options)) {
    const place = await findPlace(client, named);
    reports.push(await ACTIONS[action]({ client, place, url: webhookUrl, deployment }));
  }
  return reports;
}

interface Target {
  readonly client: SetupClient;
  readonly place: ProjectOrGroup;
  readonly url: string;
  readonly deployment: Deployment;
}

const ACTIONS: Readonly<Record<WebhookAction, (target: Target) => Promise<HookReport>>> = {
  async add({ client, place, url, deployment }) {
    const secret = (await readSecret(deployment, deployment.webhookSecretParameter))?.value;
    if (secret === undefined)
      throw new Trouble(
        `there is no webhook secret in SSM (${deployment.webhookSecretParameter}).`,
        `Run \`bastionless init --stage ${deployment.stage}\` first.`,
      );
    return ensureHook(client, place, url, secret);
  },
  async list({ client, place, url }) {
    const [hook] = await ownHooks(client, place, url);
    return reportOf(place, url, hook === undefined ? 'none' : 'there', hook);
  },
  async remove({ client, place, url }) {
    const own = await ownHooks(client, place, url);
    for (const hook of own) await client.removeHook(place, hook);
    return reportOf(place, url, own.length === 0 ? 'none' : 'removed');
  },
};

/** One hook that sends job events to the url, with that secret: run again, it mends the one that is there. */
export async function ensureHook(
  client: SetupClient,
  place: ProjectOrGroup,
  url: string,
  secret: string,
): Promise<HookReport> {
  const [hook, ...others] = await ownHooks(client, place, url);
  for (const other of others) await client.removeHook(place, other);
  if (hook === undefined)
    return reportOf(
      place,
      url,
      'added',
      await refusedPlainly(place, () => client.addHook(place, url, secret)),
    );
  return reportOf(place, url, 'brought up to date', await client.mendHook(place, hook, secret));
}

export async function ownHooks(
  client: SetupClient,
  place: ProjectOrGroup,
  url: string,
): Promise<readonly Hook[]> {
  const hooks = await refusedPlainly(place, () => client.hooksOf(place));
  return hooks.filter((hook) => hook.url === url);
}

/** What keeps a hook from bringing all job events. */
export function hookProblems({ hasJobEvents, verifiesTls, alertStatus }: Hook): string[] {
  return [
    ...(hasJobEvents ? [] : ['it sends no job events']),
    ...(verifiesTls ? [] : ['it does not verify certificates']),
    ...(alertStatus === 'executable'
      ? []
      : [`GitLab has disabled it (${alertStatus}), for deliveries failed`]),
  ];
}

function namedPlaces(
  { settings }: Deployment,
  projects: readonly string[],
  { group = [] }: WebhookOptions,
): readonly NamedPlace[] {
  const named = [
    ...projects.map((project): NamedPlace => ({ kind: 'Project', named: project })),
    ...group.map((one): NamedPlace => ({ kind: 'Group', named: one })),
  ];
  if (named.length > 0) return named;
  const own = placesOf(settings?.runners.map(({ scope }) => scope) ?? []);
  if (own.length > 0) return own;
  throw new Trouble(
    'no project is named, here or in config.toml.',
    'Name projects by id or path, or a group with --group.',
  );
}

async function refusedPlainly<T>(place: ProjectOrGroup, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (cause) {
    if (!(cause instanceof GitLabError)) throw cause;
    const { message, todo } = refusalOf(place, cause);
    if (todo === '') throw cause;
    throw new Trouble(message, todo, { cause });
  }
}

function refusalOf({ kind, path }: ProjectOrGroup, { status, message }: GitLabError) {
  if (message.includes('insufficient_scope'))
    return {
      message: 'webhooks take an access token with the scope api.',
      todo: 'Give one for this command alone: GITLAB_TOKEN=… bastionless webhook add',
    };
  if (status === 404 && kind === 'Group')
    return {
      message: `this GitLab has no webhooks of groups for ${path}: they take GitLab Premium.`,
      todo: 'Add its projects one by one: bastionless webhook add <project> …',
    };
  if (status === 403)
    return {
      message: `GitLab does not let the token's user see to the webhooks of ${path}.`,
      todo: `It takes ${kind === 'Project' ? 'a Maintainer' : 'an Owner, and GitLab Premium'}.`,
    };
  return { message, todo: '' };
}

function reportOf(place: ProjectOrGroup, url: string, done: HookReport['done'], hook?: Hook): HookReport {
  return {
    place: place.path,
    kind: place.kind,
    done,
    url,
    problems: hook === undefined ? [] : hookProblems(hook),
  };
}

export function showWebhooks(reports: readonly HookReport[]): string {
  const [first] = reports;
  const rows = reports.map(({ place, kind, done, problems }) => [
    place,
    kind.toLowerCase(),
    problems.length === 0 ? done : paint('yellow', `${done}: ${problems.join('; ')}`),
  ]);
  return `${table(['where', 'kind', 'webhook'], rows)}\n\nIt sends job events to ${first?.url ?? ''}`;
}
