import pMap from 'p-map';
import * as v from 'valibot';
import type { GitLabJob, JobRef } from '../scaler/ports.ts';
import { gitLabJob, JobAnswer, RunnerJobAnswer } from './answers.ts';
import { GitLabError } from './gitlab-error.ts';
import { type Answer, type Call, type Request, read } from './request.ts';

const AT_ONCE = 5;
/** For more jobs of one project than this, its active jobs are read page by page: fewer calls than one for each. */
const FEW = 5;
const PAGE = 100;
/** Bounds what is read of a project in which much more waits than we were told of. */
const MAX_PAGES = 20;

/** Asks for each job; those that GitLab does not have, or does not show us, are missing from the answer. */
export async function findJobs(request: Request, refs: readonly JobRef[]): Promise<readonly GitLabJob[]> {
  const byProject = Map.groupBy(refs, ({ projectId }) => projectId);
  const many = [...byProject].filter(([, own]) => own.length > FEW);
  const listed = await pMap(many, ([projectId, own]) => listActive(request, projectId, own), {
    concurrency: AT_ONCE,
  });
  const found = new Map(listed.flat().map((job) => [job.id, job]));
  const missing = refs.filter(({ id }) => !found.has(id));
  const asked = await pMap(missing, (ref) => findJob(request, ref), { concurrency: AT_ONCE });
  for (const job of asked) if (job !== undefined) found.set(job.id, job);
  return refs.flatMap(({ id }) => found.get(id) ?? []);
}

/** The jobs that a runner runs now; none if there is no such runner. Their tags are not told. */
export async function runningJobs(request: Request, runnerId: number): Promise<readonly GitLabJob[]> {
  const call: Call = { method: 'GET', path: `/runners/${runnerId}/jobs?status=running&per_page=${PAGE}` };
  const answer = await request(call);
  if (answer === undefined) return [];
  return read(call, v.array(RunnerJobAnswer), answer.json).flatMap((job) => {
    const known = gitLabJob(job, job.project.id);
    return known === undefined ? [] : [{ ...known, runnerId }];
  });
}

async function findJob(request: Request, { id, projectId }: JobRef): Promise<GitLabJob | undefined> {
  const call: Call = { method: 'GET', path: `/projects/${projectId}/jobs/${id}` };
  const answer = await unlessForbidden(request(call));
  return answer && gitLabJob(read(call, JobAnswer, answer.json), projectId);
}

/**
 * Of the project's jobs that wait or run, the wanted ones. Pages shift while jobs come and go: one that slips
 * through is asked for by itself. https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project
 */
async function listActive(
  request: Request,
  projectId: number,
  wanted: readonly JobRef[],
): Promise<readonly GitLabJob[]> {
  const left = new Set(wanted.map(({ id }) => id));
  const found: JobAnswer[] = [];
  for (let page = 1; page <= MAX_PAGES && left.size > 0; page += 1) {
    const { jobs, isLast } = await activePage(request, projectId, page);
    found.push(...jobs.filter(({ id }) => left.delete(id)));
    if (isLast) break;
  }
  return found.flatMap((job) => gitLabJob(job, projectId) ?? []);
}

async function activePage(request: Request, projectId: number, page: number): Promise<Page> {
  const query = `scope[]=pending&scope[]=running&per_page=${PAGE}&page=${page}`;
  const call: Call = { method: 'GET', path: `/projects/${projectId}/jobs?${query}` };
  const answer = await unlessForbidden(request(call));
  if (answer === undefined) return { jobs: [], isLast: true };
  const jobs = read(call, v.array(JobAnswer), answer.json);
  return { jobs, isLast: !answer.headers.get('x-next-page') };
}

interface Page {
  readonly jobs: readonly JobAnswer[];
  readonly isLast: boolean;
}

/**
 * 403 says that the token's user may not see a project's jobs, and is as 404: one such project must not keep us from
 * the jobs of the others. Unless GitLab says that the token itself may do too little: people must mend that.
 */
async function unlessForbidden(answer: Promise<Answer | undefined>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    const isHidden =
      error instanceof GitLabError && error.status === 403 && !error.message.includes('insufficient_scope');
    if (isHidden) return undefined;
    throw error;
  }
}
