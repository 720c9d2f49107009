import type { GitLabJob } from '../ports/gitlab.ts';
import { isHandedOut } from '../state/jobs/job.ts';
import { hasFailedByLoss, type LostJob } from '../state/jobs/lost-job.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * What to do about a job of a machine that is gone. `Over`: nothing, it ended by itself or its user canceled
 * it. `Close`: its user canceled it, and GitLab waits for the runner's answer. `Cancel`: GitLab still shows it
 * as running. `Retry`: it has ended, because we canceled it or its machine was lost. `Await`: its machine was
 * given it and never began: GitLab gives it out anew by itself, but only while it has the runner.
 */
export type LostVerdict = 'Over' | 'Close' | 'Cancel' | 'Retry' | 'Await';

/**
 * @param said what GitLab says of the job now; none if it does not know it
 * @param lossesFrom the time from which on a job that fails is lost with its machine
 */
export function verdictOn(
  { isCancelAsked }: Pick<LostJob, 'isCancelAsked'>,
  said: GitLabJob | undefined,
  lossesFrom: UnixSeconds,
): LostVerdict {
  switch (said?.gitlabStatus) {
    case 'pending':
      return isHandedOut(said) ? 'Await' : 'Over';
    case 'running':
      return 'Cancel';
    case 'canceling':
      return isCancelAsked ? 'Cancel' : 'Close';
    case 'canceled':
      return isCancelAsked ? 'Retry' : 'Over';
    case 'failed':
      return hasFailedByLoss(said) && said.at >= lossesFrom ? 'Retry' : 'Over';
    default:
      return 'Over';
  }
}
