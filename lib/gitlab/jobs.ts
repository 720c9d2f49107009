import pMap from 'p-map';
import * as v from 'valibot';
import type { GitLabJob, JobRef } from '../scaler/ports/gitlab.ts';
import { gitLabJob, JobAnswer, RunnerJobAnswer } from './answers.ts';
import { hidingForbidden, pagesOf } from './pages.ts';
import { type Call, type Request, read } from './request.ts';

const AT_ONCE = 5;
/**
 * Above this many jobs of one project, its active jobs are read page by page: that takes fewer calls than one
 * for each job.
 */
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
  const answer = await hidingForbidden(request)(call);
  return answer && gitLabJob(read(call, JobAnswer, answer.json), projectId);
}

/**
 * The wanted jobs among those of the project that wait or run. One that slips through is asked for by itself.
 * https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project
 */
async function listActive(
  request: Request,
  projectId: number,
  wanted: readonly JobRef[],
): Promise<readonly GitLabJob[]> {
  const left = new Set(wanted.map(({ id }) => id));
  const found: JobAnswer[] = [];
  const path = `/projects/${projectId}/jobs?scope[]=pending&scope[]=running`;
  const list = { path, schema: JobAnswer, maxPages: MAX_PAGES };
  for await (const jobs of pagesOf(hidingForbidden(request), list)) {
    found.push(...jobs.filter(({ id }) => left.delete(id)));
    if (left.size === 0) break;
  }
  return found.flatMap((job) => gitLabJob(job, projectId) ?? []);
}
