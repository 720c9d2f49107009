import { reasonOf } from '../calls/attempt.ts';
import type { GitLab, GitLabJob, JobRef } from '../ports/gitlab.ts';

export const AT_ONCE = 5;
/** Jobs: where more wait, GitLab gives the oldest. */
export const MOST_ASKED = 20;
/**
 * Seconds after which a paused runner has begun what it was given, or never will: GitLab gives a job out anew that nobody
 * has accepted for two minutes. https://docs.gitlab.com/development/cicd/two_phase_job_commit/
 */
export const BEGUN_WITHIN = 150;

interface Said {
  readonly said?: GitLabJob | undefined;
  readonly failed?: string;
}

/** A project for which GitLab does not answer holds up no other. */
export async function askForJob(gitlab: Pick<GitLab, 'findJob'>, job: JobRef): Promise<Said> {
  try {
    return { said: await gitlab.findJob(job) };
  } catch (error) {
    return { failed: `GitLab does not say who has job ${job.id}: ${reasonOf(error)}` };
  }
}
