import type { JobEvent } from './job.ts';

/** A job that its machine began and did not finish, because EC2 took it. */
export interface LostJob extends Pick<JobEvent, 'id' | 'projectId' | 'retries' | 'environment'> {
  readonly tags: readonly string[];
  /**
   * We have asked GitLab to cancel it, or were about to: written before we ask, so that after a crash a job that is
   * canceled is told from one that its user canceled.
   */
  readonly isCancelAsked: boolean;
}

export type Losable = Pick<JobEvent, 'id' | 'projectId' | 'retries' | 'environment'> & {
  readonly tags: readonly string[];
};

export function lostJob({ id, projectId, tags, retries, environment }: Losable): LostJob {
  return {
    ...{ id, projectId, tags, isCancelAsked: false },
    ...(retries !== undefined && { retries }),
    ...(environment !== undefined && { environment }),
  };
}

/**
 * GitLab's reasons for a failure that the job itself has no part in: of one whose machine is being taken they mean
 * that it was lost. https://docs.gitlab.com/ci/yaml/#retrywhen
 */
const LOSSES = ['runner_system_failure', 'stuck_or_timeout_failure', 'unknown_failure'];

export function hasFailedByLoss({
  gitlabStatus,
  failureReason,
}: Pick<JobEvent, 'gitlabStatus' | 'failureReason'>): boolean {
  return gitlabStatus === 'failed' && LOSSES.includes(failureReason ?? '');
}
