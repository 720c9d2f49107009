import pMap from 'p-map';
import * as v from 'valibot';
import type { RunnerScope } from '../config/settings.ts';
import { reasonOf } from '../scaler/ports/attempt.ts';
import type { GitLabJob, PendingJobs } from '../scaler/ports/gitlab.ts';
import { gitLabJob, JobAnswer } from './answers.ts';
import { hidingForbidden, listAll } from './pages.ts';
import { type Call, type Request, read } from './request.ts';

const AT_ONCE = 5;
/** Of one project: more than anybody's machines run soon. */
const MAX_PAGES = 5;
/** Of a group, or of all of GitLab: those that something happened in last. */
const ACTIVE_PROJECTS = 20;
/** And of all of them, at a time. */
const PROJECTS_A_PAGE = 100;

const Project = v.object({ id: v.number() });

/**
 * The jobs that wait in the projects of a scope, and in the others that are named. A project that cannot be asked keeps
 * us from no other. Rejects if none can be.
 */
export async function pendingJobs(
  request: Request,
  scope: RunnerScope,
  others: readonly number[],
  page: number,
): Promise<PendingJobs> {
  const { projects, nextPage } = await projectsOf(request, scope, page);
  const asked = await pMap(
    new Set([...projects, ...others]),
    (projectId) => pendingIn(hidingForbidden(request), projectId).catch((error: unknown) => ({ error })),
    { concurrency: AT_ONCE },
  );
  const failed = asked.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  if (failed.length > 0 && failed.length === asked.length) throw failed[0];
  const jobs = asked.flatMap((answer) => ('error' in answer ? [] : answer));
  return { jobs, unanswered: failed.map(reasonOf), ...(nextPage !== undefined && { nextPage }) };
}

interface ProjectPage {
  readonly projects: readonly number[];
  readonly nextPage?: number | undefined;
}

/**
 * Those that something happened in last, and a page of all in the order in which they were made: a new one comes last.
 * https://docs.gitlab.com/api/groups/#list-projects and https://docs.gitlab.com/api/projects/#list-all-projects
 */
async function projectsOf(request: Request, scope: RunnerScope, page: number): Promise<ProjectPage> {
  if (scope.kind === 'Project') return { projects: [scope.id] };
  const active = await listProjects(
    request,
    scope,
    `order_by=last_activity_at&sort=desc&per_page=${ACTIVE_PROJECTS}`,
  );
  if (page === 1 && active.nextPage === undefined) return active;
  const query = `order_by=id&sort=asc&per_page=${PROJECTS_A_PAGE}&page=${page}`;
  const { projects, nextPage } = await listProjects(request, scope, query);
  return { projects: [...active.projects, ...projects], nextPage };
}

async function listProjects(request: Request, scope: RunnerScope, query: string): Promise<ProjectPage> {
  const place =
    scope.kind === 'Group'
      ? `/groups/${scope.id}/projects?include_subgroups=true&with_shared=false&`
      : '/projects?';
  const call: Call = { method: 'GET', path: `${place}archived=false&simple=true&${query}` };
  const answer = await request(call);
  if (answer === undefined) return { projects: [] };
  const projects = read(call, v.array(Project), answer.json).map(({ id }) => id);
  return { projects, nextPage: Number(answer.headers.get('x-next-page')) || undefined };
}

/** https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project */
async function pendingIn(request: Request, projectId: number): Promise<GitLabJob[]> {
  const path = `/projects/${projectId}/jobs?scope[]=pending`;
  const listed = await listAll(request, { path, schema: JobAnswer, maxPages: MAX_PAGES });
  return listed.flatMap((job) => gitLabJob(job, projectId) ?? []);
}
