import type { UnixSeconds } from '../scaler/state/time.ts';
import { GitLabError } from './gitlab-error.ts';
import { type Call, type Request, timeOf } from './request.ts';

/** What time it is by GitLab's own clock, in whole seconds. Rejects with GitLabError. */
export async function ownTime(request: Request): Promise<UnixSeconds> {
  const call: Call = { method: 'GET', path: '/version' };
  const answer = await request(call);
  if (answer === undefined) throw new GitLabError(call, 404, 'is the url that of GitLab?');
  return timeOf(call, answer);
}
