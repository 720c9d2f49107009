import * as v from 'valibot';
import { type GitLabJob, JOBS_A_PAGE, type JobPage, type JobRef } from '../scaler/ports/gitlab.ts';
import { gitLabJob, JobAnswer, RunnerJobAnswer } from './answers.ts';
import { hidingForbidden } from './pages.ts';
import { type Call, type Request, read } from './request.ts';

export async function findJob(request: Request, { id, projectId }: JobRef): Promise<GitLabJob | undefined> {
  const call: Call = { method: 'GET', path: `/projects/${projectId}/jobs/${id}` };
  const answer = await hidingForbidden(request)(call);
  return answer && gitLabJob(read(call, JobAnswer, answer.json), projectId);
}

/** https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project */
export async function activeJobs(request: Request, projectId: number, page: number): Promise<JobPage> {
  const query = `scope[]=pending&scope[]=running&per_page=${JOBS_A_PAGE}&page=${page}`;
  const call: Call = { method: 'GET', path: `/projects/${projectId}/jobs?${query}` };
  const answer = await hidingForbidden(request)(call);
  if (answer === undefined) return { jobs: [], isLast: true };
  const jobs = read(call, v.array(JobAnswer), answer.json).flatMap((job) => gitLabJob(job, projectId) ?? []);
  return { jobs, isLast: !answer.headers.get('x-next-page') };
}

/** The jobs that a runner runs now; none if there is no such runner. Their tags are not told. */
export async function runningJobs(request: Request, runnerId: number): Promise<readonly GitLabJob[]> {
  const call: Call = {
    method: 'GET',
    path: `/runners/${runnerId}/jobs?status=running&per_page=${JOBS_A_PAGE}`,
  };
  const answer = await request(call);
  if (answer === undefined) return [];
  return read(call, v.array(RunnerJobAnswer), answer.json).flatMap((job) => {
    const known = gitLabJob(job, job.project.id);
    return known === undefined ? [] : [{ ...known, runnerId }];
  });
}
