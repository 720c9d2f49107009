import type { GitLab, GitLabJob } from '../ports/gitlab.ts';

/** What a runner has to do. `Taken`: it has a job of which we cannot say that it runs; the reason is for people. */
type RunnerUse =
  | { readonly kind: 'Gone' }
  | { readonly kind: 'Free' }
  | { readonly kind: 'Running'; readonly jobs: readonly [GitLabJob, ...GitLabJob[]] }
  | { readonly kind: 'Taken'; readonly reason: string };

/**
 * Pauses a runner, and says what it has to do. Once it is paused it is given no new job, and only GitLab gives jobs
 * out: so the answer is final only in this order. "Free" takes two witnesses. GitLab's word that the runner is idle
 * leaves out jobs that it has not accepted and those that are canceling; GitLab's list of its jobs leaves out those
 * that our token may not see. A job that is both, given out in the second or so before the pause, no witness knows: it
 * takes a runner that is not locked, and a project that our token is not of.
 */
export async function pauseAndAsk(
  gitlab: Pick<GitLab, 'pauseRunner' | 'jobsOf'>,
  runnerId: number,
): Promise<RunnerUse> {
  const pausing = await gitlab.pauseRunner(runnerId);
  if (pausing === 'Gone') return { kind: 'Gone' };
  const jobs = (await gitlab.jobsOf(runnerId)).filter(({ status }) => status !== 'finished');
  const [running, ...others] = jobs.filter(({ status }) => status === 'running');
  if (running !== undefined) return { kind: 'Running', jobs: [running, ...others] };
  const [given] = jobs;
  if (given !== undefined)
    return { kind: 'Taken', reason: `it was given job ${given.id}, and has not begun it` };
  if (pausing === 'Running') return { kind: 'Taken', reason: 'it runs a job that our token may not see' };
  return { kind: 'Free' };
}
