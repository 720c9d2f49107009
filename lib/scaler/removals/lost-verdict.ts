import type { GitLabJob } from '../ports/gitlab.ts';
import { hasFailedByLoss, type LostJob } from '../state/lost-job.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * What is to be done about a job of a machine that is gone. `Over`: nothing, it has ended by itself, or its user
 * canceled it. `Close`: its user canceled it, and GitLab waits for the runner to say so. `Cancel`: GitLab takes it to
 * be running. `Retry`: it has ended, by our doing or by the loss of its machine.
 */
export type LostVerdict = 'Over' | 'Close' | 'Cancel' | 'Retry';

/** @param said what GitLab says of the job now; none if it does not know it */
export function verdictOn(
  { isCancelAsked }: Pick<LostJob, 'isCancelAsked'>,
  said: GitLabJob | undefined,
  fatedAt: UnixSeconds,
): LostVerdict {
  switch (said?.gitlabStatus) {
    case 'running':
      return 'Cancel';
    case 'canceling':
      return isCancelAsked ? 'Cancel' : 'Close';
    case 'canceled':
      return isCancelAsked ? 'Retry' : 'Over';
    case 'failed':
      return hasFailedByLoss(said) && said.at >= fatedAt ? 'Retry' : 'Over';
    default:
      return 'Over';
  }
}
