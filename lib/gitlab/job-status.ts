import type { JobStatus } from '../scaler/state/jobs/job.ts';

/**
 * GitLab's words for a job's status (`Ci::HasStatus` in its source), by what they mean to machines.
 * https://docs.gitlab.com/ci/jobs/#view-job-status
 */
const MEANINGS: ReadonlyMap<string, JobStatus> = new Map([
  // Not yet for a runner: by itself it will be.
  ['created', 'created'],
  ['scheduled', 'created'],
  ['waiting_for_resource', 'created'],
  ['waiting_for_callback', 'created'],
  ['preparing', 'created'],
  // Only people can bring it to a runner: by starting it, or by retrying the job that it is skipped for.
  ['manual', 'dormant'],
  ['skipped', 'dormant'],
  ['pending', 'pending'],
  ['running', 'running'],
  // The runner is still at its after_script.
  ['canceling', 'running'],
  ['success', 'finished'],
  ['failed', 'finished'],
  ['canceled', 'finished'],
]);

/** Undefined for a word that is not known: the caller refuses it by name. */
export function jobStatusOf(gitlabStatus: string): JobStatus | undefined {
  return MEANINGS.get(gitlabStatus);
}
