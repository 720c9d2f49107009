import { randomBytes } from 'node:crypto';
import type { RunnerScope } from '../../config/settings.ts';
import type { ProjectOrGroup } from '../../gitlab/setup/access.ts';
import { type SetupClient, setupClient } from '../../gitlab/setup/setup-client.ts';
import { type Deployment, deploymentOf } from '../deployment/deployment.ts';
import { readSecret, writeSecret } from '../deployment/secrets.ts';
import { findStack } from '../deployment/stack.ts';
import { Trouble, troubleOf } from '../explain.ts';
import { type Finding, isFailure, ok, warn } from '../finding.ts';
import { findPlace } from '../gitlab/open-gitlab.ts';
import { lifeOf, placesOf, rightsAt, rightsEverywhere, scopesOf } from '../gitlab/rights.ts';
import { runnerVersionFindings } from '../gitlab/runner-version.ts';
import type { DeploymentOptions } from '../options.ts';
import { withProgress } from '../terminal/progress.ts';
import { ensureHook } from '../webhook.ts';
import type { Questions } from './answers.ts';
import { earlierRunners } from './earlier-runners.ts';

export interface InitOptions extends DeploymentOptions {
  readonly url?: string;
  readonly token?: string;
  readonly project?: string;
  readonly group?: string;
  /** Id of the runner in GitLab that the bastion has. */
  readonly runner?: number;
  readonly yes?: true;
}

export interface InitReport {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
  /** What is left to do, in order. */
  readonly remaining: readonly string[];
}

/** What follows from the answers, before anything is written. */
interface Intent {
  readonly deployment: Deployment;
  readonly client: SetupClient;
  readonly token: string;
  readonly places: readonly ProjectOrGroup[];
}

const SECRET_BYTES = 32;

/**
 * Sets a deployment up: checks the token, stores both secrets, and has GitLab send its job events. Nothing is
 * written if the token will not do. A step leaves alone what is right already, so it can be run again.
 */
export async function init(options: InitOptions, questions: Questions): Promise<InitReport> {
  const deployment = deploymentOf(options);
  const intent = await ask(deployment, options, questions);
  const checked = await withProgress('asking GitLab', checkToken(intent));
  if (checked.some(isFailure)) return { ok: false, findings: checked, remaining: [] };
  const { settings } = deployment;
  const earlier = settings === undefined ? [] : await earlierRunners(intent.client, settings, options);
  const versions = settings === undefined ? [] : await runnerVersionFindings(intent.client, settings);
  const where = deployment.region ?? 'the region of your AWS profile';
  if (
    !(await questions.confirm(
      `Store both secrets of ${deployment.name} in SSM in ${where}, and set up the webhook?`,
    ))
  )
    return { ok: false, findings: checked, remaining: [] };

  const secret = await withProgress('storing the secrets', storeSecrets(intent));
  const hooked = await withProgress('setting up the webhook', setUpHooks(intent, secret.value));
  return {
    ok: true,
    findings: [...checked, ...versions, ...earlier, ...secret.findings, ...hooked.findings],
    remaining: [...scopeToWrite(intent), ...todosOf(versions), ...hooked.remaining],
  };
}

async function ask(deployment: Deployment, options: InitOptions, questions: Questions): Promise<Intent> {
  const { settings, gitlabTokenParameter } = deployment;
  const url = options.url ?? (await questions.url(settings?.gitlabUrl));
  const stored = options.token ? undefined : await readSecret(deployment, gitlabTokenParameter);
  const token = options.token || (await questions.token(stored !== undefined)) || stored?.value || '';
  const client = setupClient({ url: url.replace(/\/+$/, ''), token: async () => token });

  const known = namedIn(options) ?? placesOf(settings?.runners.map(({ scope }) => scope) ?? []);
  const named = known.length > 0 ? known : [await questions.place()].filter((one) => one !== undefined);
  const places: ProjectOrGroup[] = [];
  for (const place of named) places.push(await findPlace(client, place));
  return { deployment, client, token, places };
}

function namedIn({ project, group }: InitOptions) {
  if (project !== undefined) return [{ kind: 'Project', named: project }] as const;
  if (group !== undefined) return [{ kind: 'Group', named: group }] as const;
  return undefined;
}

async function checkToken({ deployment, client, places }: Intent): Promise<readonly Finding[]> {
  const token = await client.accessToken();
  const judged = [lifeOf(token, Date.now() / 1000), scopesOf(token, deployment.settings)];
  if (judged.some(isFailure)) return judged;
  const rights =
    places.length === 0
      ? [await rightsEverywhere(client)]
      : await Promise.all(places.map((place) => rightsAt(client, place, token)));
  return [...judged, ...rights];
}

/** The webhook's secret is made once and then stays: a function that has read it keeps it. */
async function storeSecrets({ deployment, token }: Intent) {
  const { gitlabTokenParameter, webhookSecretParameter } = deployment;
  const tokenDone = await writeSecret(deployment, gitlabTokenParameter, token);
  const stored = await readSecret(deployment, webhookSecretParameter);
  const value = stored?.value || randomBytes(SECRET_BYTES).toString('base64url');
  const secretDone = await writeSecret(deployment, webhookSecretParameter, value);
  const findings = [
    ok('SSM', `${gitlabTokenParameter} ${tokenDone}`),
    ok('SSM', `${webhookSecretParameter} ${secretDone}`),
  ];
  return { value, findings };
}

async function setUpHooks({ deployment, client, places }: Intent, secret: string) {
  const { stage } = deployment;
  const again = `bastionless init --stage ${stage}`;
  const findings: Finding[] = [];
  const remaining: string[] = [];
  const stack = await findStack(deployment);
  if (stack === undefined || stack.webhookUrl === '') {
    findings.push(warn('webhook', 'not yet: its address comes with the first deployment'));
    remaining.push(`npx serverless deploy --stage ${stage}`, `${again} (for the webhook)`);
    return { findings, remaining };
  }
  for (const place of places) {
    try {
      const { done } = await ensureHook(client, place, stack.webhookUrl, secret);
      findings.push(ok(`webhook of ${place.path}`, `${done}: job events to ${stack.webhookUrl}`));
    } catch (error) {
      const { message, todo } = troubleOf(error);
      findings.push(warn(`webhook of ${place.path}`, message));
      remaining.push(todo === '' ? again : todo);
    }
  }
  if (places.length === 0) remaining.push(`bastionless webhook add --stage ${stage} <project> …`);
  remaining.push(`bastionless doctor --stage ${stage}`);
  return { findings, remaining };
}

/** Machines' runners belong where config.toml says, which is read at the next deployment. */
function scopeToWrite({ deployment: { settings }, places }: Intent): string[] {
  const scopes = settings?.runners.map(({ scope }) => scope) ?? [];
  const isSaid = ({ kind, id }: ProjectOrGroup) => scopes.some((scope) => isScope(scope, kind, id));
  return places
    .filter((place) => !isSaid(place))
    .map(
      ({ kind, id }) =>
        `set ${kind.toLowerCase()} = ${id} in [runners.bastionless] of config.toml, and deploy`,
    );
}

/** Each once: of several runners the version may be set once for each, by the same words. */
const todosOf = (findings: readonly Finding[]): string[] => [
  ...new Set(findings.flatMap(({ todo }) => todo ?? [])),
];

const isScope = (scope: RunnerScope, kind: ProjectOrGroup['kind'], id: number): boolean =>
  scope.kind === kind && scope.id === id;

/** From the input, for `--token -`: so that it is in no list of processes and no history. */
export async function readToken(input: AsyncIterable<string | Buffer>): Promise<string> {
  let text = '';
  for await (const part of input) text += part;
  if (text.trim() !== '') return text.trim();
  throw new Trouble('no token came from the input.', 'Pipe it in: bastionless init --token - < token.txt');
}
