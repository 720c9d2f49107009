import { GitLabError } from '../../gitlab/gitlab-error.ts';
import { type Answer, aheadOf, type Call } from '../../gitlab/request.ts';
import { gitlabOver } from '../../gitlab/rest-client.ts';
import type { GitLab } from '../../scaler/ports/gitlab.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { RestRefusal } from './rest/call.ts';
import { dateOf, shownTime } from './rest/date.ts';
import { type Rest, restOf } from './rest/rest.ts';

/** The way of one request to GitLab: resolves when it is answered. */
type Wire = (call: Call) => Promise<void>;

const atOnce: Wire = async () => undefined;

/**
 * The simulated GitLab as the scaler's port: the real client, and no HTTP between them. So it makes the same requests,
 * as many of them, and takes as long.
 */
export function gitlabPort(gitlab: SimulatedGitLab, wire: Wire = atOnce): GitLab {
  const rest = restOf(gitlab);
  return gitlabOver(async (call) => {
    await wire(call);
    return answerTo(gitlab, rest, call);
  });
}

function answerTo(gitlab: SimulatedGitLab, rest: Rest, call: Call): Answer | undefined {
  const [path = '', query] = call.path.split('?');
  try {
    const { json, headers } = rest({
      ...{ method: call.method, path, query: new URLSearchParams(query) },
      body: (call.body ?? {}) as Readonly<Record<string, unknown>>,
    });
    return {
      json,
      ahead: aheadOf(shownTime(gitlab), gitlab.now()),
      headers: { get: (name) => (name === 'date' ? dateOf(gitlab) : (headers?.[name] ?? null)) },
    };
  } catch (error) {
    if (!(error instanceof RestRefusal)) throw error;
    if (error.status === 404) return undefined;
    throw new GitLabError(call, error.status, error.message);
  }
}
