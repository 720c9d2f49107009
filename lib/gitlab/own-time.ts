import type { UnixSeconds } from '../scaler/state/time.ts';
import { GitLabError } from './gitlab-error.ts';
import type { Call, Request } from './request.ts';

/**
 * What time it is by GitLab's own clock, in whole seconds: a server that has a clock says it with each answer. Rejects with
 * GitLabError. https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
export async function ownTime(request: Request): Promise<UnixSeconds> {
  const call: Call = { method: 'GET', path: '/version' };
  const answer = await request(call);
  if (answer === undefined) throw new GitLabError(call, 404, 'is the url that of GitLab?');
  const time = Date.parse(answer.headers.get('date') ?? '') / 1000;
  if (Number.isFinite(time)) return time;
  throw new GitLabError(
    call,
    undefined,
    'unexpected answer: it has no header Date: does a proxy take it away?',
  );
}
