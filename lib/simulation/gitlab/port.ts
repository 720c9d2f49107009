import { GitLabError } from '../../gitlab/gitlab-error.ts';
import { type Answer, aheadOf, type Call, type Request } from '../../gitlab/request.ts';
import { gitlabOver } from '../../gitlab/rest-client.ts';
import type { GitLab } from '../../scaler/ports/gitlab.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { RestRefusal } from './rest/call.ts';
import { dateOf, shownTime } from './rest/date.ts';
import { type Rest, restOf } from './rest/rest.ts';

/** The way of one request to GitLab: resolves when it is answered. */
export type Wire = (call: Call) => Promise<void>;

export const atOnce: Wire = async () => undefined;

/** Makes a port of the simulated GitLab. */
export type PortOf = (gitlab: SimulatedGitLab, wire?: Wire) => GitLab;

/**
 * The simulated GitLab as the scaler's port: the real client, and no HTTP between them. So it makes the same requests,
 * as many of them, and takes as long.
 */
export const gitlabPort: PortOf = (gitlab, wire) => gitlabOver(requestTo(gitlab, wire));

/** What the real client asks. */
export function requestTo(gitlab: SimulatedGitLab, wire: Wire = atOnce): Request {
  const rest = restOf(gitlab);
  return async (call) => {
    await wire(call);
    return answered(call, () => answerTo(gitlab, rest, call));
  };
}

/** As the client takes GitLab's refusals. */
export function answered<T>(call: Call, answer: () => T): T | undefined {
  try {
    return answer();
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error;
    if (error.status === 404) return undefined;
    throw new GitLabError(call, error.status, error.message);
  }
}

function answerTo(gitlab: SimulatedGitLab, rest: Rest, call: Call): Answer {
  const [path = '', query] = call.path.split('?');
  const { json, headers } = rest({
    ...{ method: call.method, path, query: new URLSearchParams(query) },
    body: (call.body ?? {}) as Readonly<Record<string, unknown>>,
  });
  return {
    json,
    ahead: ahead(gitlab),
    headers: { get: (name) => (name === 'date' ? dateOf(gitlab) : (headers?.[name] ?? null)) },
  };
}

/** As the client takes GitLab's clock to be. */
export const ahead = (gitlab: SimulatedGitLab): number => aheadOf(shownTime(gitlab), gitlab.now());
