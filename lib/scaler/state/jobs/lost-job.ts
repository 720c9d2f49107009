import type { UnixSeconds } from '../time.ts';
import type { JobEvent } from './job.ts';

/** A job that its machine began and did not finish, because EC2 took it. */
export interface LostJob extends Pick<JobEvent, 'id' | 'projectId' | 'retries' | 'environment'> {
  readonly tags: readonly string[];
  /**
   * We asked GitLab to cancel it, or were about to. Written before we ask, so that after a crash a job that we
   * canceled can be told from one that its user canceled.
   */
  readonly isCancelAsked: boolean;
  /** It was retried, or is not to be: nothing is left to do about it, while other jobs of its machine wait for that. */
  readonly isDone?: true;
}

/** A job that failed as lost ones do, before anything was known of its machine's end. */
export interface FailedJob extends LostJob {
  /** When it failed. */
  readonly at: UnixSeconds;
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
 * GitLab's reasons for failures that are not the job's own. For a job whose machine EC2 was taking they mean
 * that it was lost.
 * https://docs.gitlab.com/ci/yaml/#retrywhen
 */
const LOSSES = [
  // By gitlab-runner: of a job that a signal aborted, before 19.1, from then on, and where GitLab does not know that word.
  ...['runner_system_failure', 'runner_interrupted', 'unknown_failure'],
  // It no longer reached the registry: a runner_system_failure before 19.1.
  'runner_external_dependency_failure',
  // By GitLab itself: it has heard nothing of the job for half an hour, or after its timeout; the first until 19.0.
  ...[
    'stuck_or_timeout_failure',
    'no_updates_running',
    'server_timeout_running',
    'job_execution_server_timeout',
  ],
];

export function hasFailedByLoss({
  gitlabStatus,
  failureReason,
}: Pick<JobEvent, 'gitlabStatus' | 'failureReason'>): boolean {
  return gitlabStatus === 'failed' && LOSSES.includes(failureReason ?? '');
}
