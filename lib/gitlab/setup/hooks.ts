import * as v from 'valibot';
import { GitLabError } from '../gitlab-error.ts';
import { type Call, type Request, read } from '../request.ts';
import { type ProjectOrGroup, placePath } from './access.ts';

/** A webhook of a project or a group. */
export interface Hook {
  readonly id: number;
  readonly url: string;
  readonly hasJobEvents: boolean;
  readonly verifiesTls: boolean;
  /** GitLab's word: executable, temporarily_disabled or disabled. Older ones do not say. */
  readonly alertStatus: string;
}

/** Bounds what is read of a place with very many hooks. */
const MAX_PAGES = 10;
const PAGE = 100;

const HookAnswer = v.object({
  id: v.number(),
  url: v.string(),
  job_events: v.optional(v.boolean(), false),
  enable_ssl_verification: v.optional(v.boolean(), false),
  alert_status: v.optional(v.string(), 'executable'),
});

/** https://docs.gitlab.com/api/project_webhooks/, https://docs.gitlab.com/api/group_webhooks/ */
export async function hooksOf(request: Request, place: ProjectOrGroup): Promise<readonly Hook[]> {
  const found: Hook[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const call: Call = { method: 'GET', path: `${placePath(place)}/hooks?per_page=${PAGE}&page=${page}` };
    const { json, headers } = await answerOf(request, call);
    found.push(...read(call, v.array(HookAnswer), json).map(hookOf));
    if (!headers.get('x-next-page')) break;
  }
  return found;
}

/** Sends job events to the url, and nothing else, to no server whose certificate is not in order. */
export async function addHook(
  request: Request,
  place: ProjectOrGroup,
  url: string,
  secret: string,
): Promise<Hook> {
  const call: Call = { method: 'POST', path: `${placePath(place)}/hooks`, body: bodyOf(url, secret) };
  return hookOf(read(call, HookAnswer, (await answerOf(request, call)).json));
}

/** Makes a hook that is there what `addHook` makes. */
export async function mendHook(
  request: Request,
  place: ProjectOrGroup,
  hook: Hook,
  secret: string,
): Promise<Hook> {
  const path = `${placePath(place)}/hooks/${hook.id}`;
  const call: Call = { method: 'PUT', path, body: bodyOf(hook.url, secret) };
  return hookOf(read(call, HookAnswer, (await answerOf(request, call)).json));
}

/** A hook that is already gone is no error. */
export async function removeHook(request: Request, place: ProjectOrGroup, hook: Hook): Promise<void> {
  await request({ method: 'DELETE', path: `${placePath(place)}/hooks/${hook.id}` });
}

/**
 * What came of its last deliveries, the last first: an HTTP status each, or GitLab's "internal error". Undefined where
 * GitLab is too old to say. https://docs.gitlab.com/api/project_webhooks/#list-all-events-for-a-project-webhook
 */
export async function deliveriesOf(
  request: Request,
  place: ProjectOrGroup,
  hook: Hook,
): Promise<readonly string[] | undefined> {
  const call: Call = { method: 'GET', path: `${placePath(place)}/hooks/${hook.id}/events?per_page=20` };
  const answer = await request(call);
  if (answer === undefined) return undefined;
  return read(call, v.array(DeliveryAnswer), answer.json).map(({ response_status }) => `${response_status}`);
}

const DeliveryAnswer = v.object({ response_status: v.union([v.string(), v.number()]) });

function bodyOf(url: string, token: string): object {
  return {
    ...{ url, token, name: 'bastionless' },
    ...{ job_events: true, push_events: false, enable_ssl_verification: true },
  };
}

function hookOf(answer: v.InferOutput<typeof HookAnswer>): Hook {
  return {
    id: answer.id,
    url: answer.url,
    hasJobEvents: answer.job_events,
    verifiesTls: answer.enable_ssl_verification,
    alertStatus: answer.alert_status,
  };
}

/** A place is looked up before its hooks are: then 404 is an edition without group hooks. */
async function answerOf(request: Request, call: Call) {
  const answer = await request(call);
  if (answer === undefined)
    throw new GitLabError(
      call,
      404,
      'there are no such hooks: group webhooks take GitLab Premium, project webhooks do not',
    );
  return answer;
}
