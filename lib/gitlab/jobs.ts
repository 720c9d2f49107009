import * as v from 'valibot';
import { type GitLabJob, JOBS_A_PAGE, type JobPage, type JobRef } from '../scaler/ports/gitlab.ts';
import { gitLabJob, JobAnswer, RunnerJobAnswer, runnerJob } from './answers.ts';
import { hidingForbidden } from './pages.ts';
import { type Call, type Request, read } from './request.ts';

const NEWEST = 'order_by=id&sort=desc';
/** The statuses that a job passes at a runner. */
const UNFINISHED = ['pending', 'running', 'canceling'];

export async function findJob(request: Request, { id, projectId }: JobRef): Promise<GitLabJob | undefined> {
  const call: Call = { method: 'GET', path: `/projects/${projectId}/jobs/${id}` };
  const answer = await hidingForbidden(request)(call);
  return answer && gitLabJob(read(call, JobAnswer, answer.json), projectId, answer.ahead);
}

/** A page of its jobs in these statuses. https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project */
export async function projectJobs(
  request: Request,
  statuses: readonly string[],
  projectId: number,
  page: number,
): Promise<JobPage> {
  const scopes = statuses.map((status) => `scope[]=${status}`).join('&');
  const query = `${scopes}&per_page=${JOBS_A_PAGE}&page=${page}`;
  const call: Call = { method: 'GET', path: `/projects/${projectId}/jobs?${query}` };
  const answer = await hidingForbidden(request)(call);
  if (answer === undefined) return { jobs: [], isLast: true };
  const { json, headers, ahead } = answer;
  const jobs = read(call, v.array(JobAnswer), json).flatMap((job) => gitLabJob(job, projectId, ahead) ?? []);
  return { jobs, isLast: !headers.get('x-next-page') };
}

/**
 * The jobs of a runner, without their tags, which are not told; none if there is no such runner. Its newest jobs are looked
 * at, whatever their status. Of one with more jobs than a page has, the unfinished ones are asked for by status besides, in
 * the order in which a job passes these: so none slips through.
 * https://docs.gitlab.com/api/runners/#list-all-jobs-processed-by-a-runner
 */
export async function jobsOf(request: Request, runnerId: number): Promise<readonly GitLabJob[]> {
  const newest = await runnerJobs(request, runnerId, NEWEST);
  const found = new Map(newest.jobs.map((job) => [job.id, job]));
  for (const status of newest.hasMore ? UNFINISHED : []) {
    const { jobs } = await runnerJobs(request, runnerId, `status=${status}`);
    for (const job of jobs) found.set(job.id, job);
  }
  return [...found.values()];
}

async function runnerJobs(request: Request, runnerId: number, query: string) {
  const call: Call = { method: 'GET', path: `/runners/${runnerId}/jobs?${query}&per_page=${JOBS_A_PAGE}` };
  const answer = await request(call);
  if (answer === undefined) return { jobs: [], hasMore: false };
  const { json, headers, ahead } = answer;
  const jobs = read(call, v.array(RunnerJobAnswer), json).map((job) => runnerJob(job, runnerId, ahead));
  return { jobs, hasMore: Boolean(headers.get('x-next-page')) };
}
