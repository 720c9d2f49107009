import { randomBytes } from 'node:crypto';
import type { Settings } from '../../config/settings.ts';
import type { ProjectOrGroup } from '../../gitlab/setup/access.ts';
import { setupClient } from '../../gitlab/setup/setup-client.ts';
import { type Deployment, deploymentOf } from '../deployment/deployment.ts';
import { readSecret, writeSecret } from '../deployment/secrets.ts';
import { Trouble } from '../explain.ts';
import { type Finding, isFailure, ok } from '../finding.ts';
import { findPlace } from '../gitlab/open-gitlab.ts';
import {
  isAt,
  lifeOf,
  type NamedPlace,
  placesOf,
  rightsAt,
  rightsEverywhere,
  scopesOf,
} from '../gitlab/rights.ts';
import { runnerVersionFindings, runnerVersionToSet } from '../gitlab/runner-version.ts';
import type { DeploymentOptions } from '../options.ts';
import { withProgress } from '../terminal/progress.ts';
import type { Questions } from './answers.ts';
import { earlierRunners } from './earlier-runners.ts';
import { fillIn, leftOutOf, shownKeys } from './fill-in.ts';
import type { InitReport, Intent } from './intent.ts';
import { setUpHooks } from './set-up-hooks.ts';

export interface InitOptions extends DeploymentOptions {
  readonly url?: string;
  readonly token?: string;
  readonly project?: string;
  readonly group?: string;
  /** Id of the runner in GitLab that the bastion has. */
  readonly runner?: number;
  readonly yes?: true;
}

const SECRET_BYTES = 32;

/**
 * Sets a deployment up: checks the token, stores both secrets, writes into config.toml what it leaves out of what was
 * answered, and has GitLab send its job events. Nothing is written if the token will not do. A step leaves alone what is
 * right already, so it can be run again.
 */
export async function init(options: InitOptions, questions: Questions): Promise<InitReport> {
  const deployment = deploymentOf(options);
  const intent = await ask(deployment, options, questions);
  const checked = await withProgress('asking GitLab', checkToken(intent));
  if (checked.some(isFailure)) return { ok: false, findings: checked, remaining: [] };
  const leftOut = await leftOutBy(intent, options.config);
  if (!(await questions.confirm(intention(deployment, shownKeys(leftOut)))))
    return { ok: false, findings: checked, remaining: [] };

  const filled = fillIn(options.config, leftOut);
  const told = await toldBy(intent, options);
  const secret = await withProgress('storing the secrets', storeSecrets(intent));
  const setUp = { secret: secret.value, isConfigNew: leftOut.length > 0 };
  const hooked = await withProgress('setting up the webhook', setUpHooks(intent, setUp));
  return {
    ok: true,
    findings: [...checked, ...filled, ...told.findings, ...secret.findings, ...hooked.findings],
    remaining: [...told.remaining, ...hooked.remaining],
  };
}

function intention({ name, region }: Deployment, keys: string): string {
  const where = region ?? 'the region of your AWS profile';
  const writing = keys === '' ? '' : `, write ${keys} into config.toml`;
  return `Store both secrets of ${name} in SSM in ${where}${writing}, and set up the webhook?`;
}

async function leftOutBy({ deployment: { settings }, client, named }: Intent, config: string) {
  if (settings === undefined) return [];
  const runnerVersion = await runnerVersionToSet(client, settings);
  return leftOutOf(settings, config, {
    ...(named !== undefined && { place: named }),
    ...(runnerVersion !== undefined && { runnerVersion }),
  });
}

/** What config.toml, as it is now, should say otherwise. */
async function toldBy({ client, places }: Intent, options: InitOptions) {
  const { settings } = deploymentOf(options);
  if (settings === undefined) return { findings: [], remaining: [] };
  const versions = await runnerVersionFindings(client, settings);
  return {
    findings: [...versions, ...(await earlierRunners(client, settings, options))],
    remaining: [...scopesToWrite(settings, places), ...todosOf(versions)],
  };
}

async function ask(deployment: Deployment, options: InitOptions, questions: Questions): Promise<Intent> {
  const { settings, gitlabTokenParameter } = deployment;
  const url = options.url ?? (await questions.url(settings?.gitlabUrl));
  const stored = options.token ? undefined : await readSecret(deployment, gitlabTokenParameter);
  const token = options.token || (await questions.token(stored !== undefined)) || stored?.value || '';
  const client = setupClient({ url: url.replace(/\/+$/, ''), token: async () => token });

  const inFile = placesOf(settings?.runners.map(({ scope }) => scope) ?? []);
  const said = namedIn(options) ?? (inFile.length > 0 ? undefined : await questions.place());
  const places: ProjectOrGroup[] = [];
  for (const place of said === undefined ? inFile : [said]) places.push(await findPlace(client, place));
  const [named] = said === undefined ? [] : places;
  return { deployment, client, token, places, ...(named !== undefined && { named }) };
}

function namedIn({ project, group }: InitOptions): NamedPlace | undefined {
  if (project !== undefined) return { kind: 'Project', named: project };
  return group === undefined ? undefined : { kind: 'Group', named: group };
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

/** Machines' runners belong where config.toml says, which is read at the next deployment. */
function scopesToWrite({ runners }: Settings, places: readonly ProjectOrGroup[]): string[] {
  const scopes = runners.map(({ scope }) => scope);
  const isSaid = (place: ProjectOrGroup) => scopes.some((scope) => isAt(scope, place));
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

/** From the input, for `--token -`: so that it is in no list of processes and no history. */
export async function readToken(input: AsyncIterable<string | Buffer>): Promise<string> {
  let text = '';
  for await (const part of input) text += part;
  if (text.trim() !== '') return text.trim();
  throw new Trouble('no token came from the input.', 'Pipe it in: bastionless init --token - < token.txt');
}
