import { deploymentName } from '../../../aws/deployment-name.ts';
import type { Settings } from '../../../config/settings.ts';
import type { AccessToken, ProjectOrGroup } from '../../../gitlab/setup/access.ts';
import type { SetupClient } from '../../../gitlab/setup/setup-client.ts';
import { Trouble, troubleOf } from '../../explain.ts';
import { type Finding, fail, isFailure, ok, warn } from '../../finding.ts';
import { findPlace, openGitLab } from '../../gitlab/open-gitlab.ts';
import {
  lifeOf,
  type NamedPlace,
  placesOf,
  rightsAt,
  rightsEverywhere,
  scopesOf,
} from '../../gitlab/rights.ts';
import { runnerVersionFindings } from '../../gitlab/runner-version.ts';
import { hookProblems, ownHooks } from '../../webhook.ts';
import { clockFinding } from '../clock.ts';
import type { Patient } from '../patient.ts';
import { planFindings } from './gitlab-com.ts';
import { instanceRunnerFindings } from './instance-runners.ts';
import { placeholderFindings } from './placeholders.ts';
import { retryFindings } from './retries.ts';

/** The token, what it may do, and the webhooks. Rejects where GitLab cannot be asked. */
export async function gitlabFindings(
  patient: Patient,
  settings: Settings | undefined,
): Promise<readonly Finding[]> {
  const { deployment, options, stack } = patient;
  const client = await openGitLab(deployment, options);
  const asked = await tokenOf(client);
  if (!('token' in asked)) return [asked];
  const { token } = asked;
  const plan = settings === undefined ? [] : planFindings(settings);
  const versions = settings === undefined ? [] : await runnerVersionFindings(client, settings);
  const clock = stack === undefined ? [await clockFinding(client)] : [];
  const judged = [
    lifeOf(token, Date.now() / 1000),
    scopesOf(token, settings),
    ...clock,
    ...versions,
    ...plan,
  ];
  if (judged.some(isFailure) || settings === undefined) return judged;

  const named = placesOf(settings.runners.map(({ scope }) => scope));
  if (named.length === 0) {
    const todo = `bastionless webhook list --stage ${deployment.stage} <project> …`;
    return [
      ...judged,
      await rightsEverywhere(client),
      warn('webhook', 'config.toml names no project or group to look for it at', todo),
    ];
  }
  const looking = { client, token, settings, patient };
  const placed = await Promise.all(named.map((place) => placeFindings(looking, place)));
  return [...judged, ...placed.flat()];
}

interface Looking {
  readonly client: SetupClient;
  readonly token: AccessToken;
  readonly settings: Settings;
  readonly patient: Patient;
}

/** One that GitLab does not have is a failure: no machine can register. It keeps nobody from looking at the others. */
async function placeFindings(
  { client, token, settings, patient: { stack, deployment } }: Looking,
  place: NamedPlace,
): Promise<readonly Finding[]> {
  try {
    const found = await findPlace(client, place);
    const rights = await rightsAt(client, found, token);
    const retries = await retryFindings(client, found, token, settings);
    const instanceRunners = await instanceRunnerFindings(client, found, settings);
    const known = [rights, ...retries, ...instanceRunners];
    if (stack === undefined) return known;
    const placeholders = await placeholderFindings(client, found, settings, deploymentName(stack.id));
    const hook = await hookFinding(client, found, stack.webhookUrl, deployment.stage);
    return [...known, ...placeholders, hook];
  } catch (error) {
    const { message, todo } = troubleOf(error);
    const judge = error instanceof Trouble ? fail : warn;
    return [judge(`${place.kind.toLowerCase()} ${place.named}`, message, todo)];
  }
}

/** A token that GitLab does not accept is a failure; a GitLab that does not answer may only not be seen from here. */
async function tokenOf(client: SetupClient) {
  try {
    return { token: await client.accessToken() };
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return /does not accept/.test(message) ? fail('GitLab', message, todo) : warn('GitLab', message, todo);
  }
}

async function hookFinding(
  client: SetupClient,
  place: ProjectOrGroup,
  url: string,
  stage: string,
): Promise<Finding> {
  const check = `webhook of ${place.path}`;
  try {
    const [hook] = await ownHooks(client, place, url);
    const todo = `bastionless webhook add --stage ${stage} ${place.kind === 'Group' ? '--group ' : ''}${place.path}`;
    if (hook === undefined) return fail(check, `none sends to ${url}`, todo);
    const problems = hookProblems(hook);
    if (problems.length > 0) return fail(check, problems.join('; '), todo);
    return deliveryFinding(check, await client.deliveriesOf(place, hook), todo);
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return warn(check, message, todo);
  }
}

function deliveryFinding(check: string, deliveries: readonly string[] | undefined, mend: string): Finding {
  if (deliveries === undefined) return ok(check, 'there; this GitLab does not tell of its deliveries');
  if (deliveries.length === 0) return ok(check, 'there; no delivery yet');
  const failed = deliveries.filter((status) => !status.startsWith('2'));
  const found = `${deliveries.length - failed.length} of the last ${deliveries.length} deliveries taken`;
  if (failed.length === 0) return ok(check, found);
  const statuses = [...new Set(failed)].join(', ');
  const todo = failed.includes('401')
    ? `The secret is another than that in SSM: ${mend}`
    : 'The log of the function webhook says why.';
  const isLast = deliveries[0] === failed[0];
  return (isLast ? fail : warn)(check, `${found}; the others: ${statuses}`, todo);
}
