import type { JobStatus } from '../scaler/state/job.ts';

/**
 * GitLab's words for a job's status (`Ci::HasStatus` in its source), by what they mean to machines.
 * https://docs.gitlab.com/ci/jobs/#view-job-status
 */
const MEANINGS: ReadonlyMap<string, JobStatus> = new Map([
  // Known, and not yet for a runner. A skipped job is among them: retrying an earlier job revives it.
  ['created', 'created'],
  ['manual', 'created'],
  ['scheduled', 'created'],
  ['waiting_for_resource', 'created'],
  ['waiting_for_callback', 'created'],
  ['preparing', 'created'],
  ['skipped', 'created'],
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
