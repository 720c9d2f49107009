import pMap from 'p-map';
import * as v from 'valibot';
import type { RunnerScope } from '../config/settings.ts';
import { reasonOf } from '../scaler/calls/attempt.ts';
import type { GitLabJob, JobPage, PendingJobs } from '../scaler/ports/gitlab.ts';
import { type Call, type Request, read } from './request.ts';

const AT_ONCE = 5;
/** Of one project: more than anybody's machines run soon. */
const MAX_PAGES = 5;
/** Of a group, or of all of GitLab: those that something happened in last. */
const ACTIVE_PROJECTS = 20;
/** And of all of them, at a time. */
const PROJECTS_A_PAGE = 100;

const Project = v.object({ id: v.number() });

/** A page, from 1 on, of a project's jobs. */
type AskForPage = (projectId: number, page: number) => Promise<JobPage>;

/**
 * The jobs that are asked for in the projects of a scope, and in the others that are named. A project that cannot be asked keeps
 * us from no other. Rejects if none can be.
 *
 * @param from where the page of projects begins
 */
export async function jobsWithin(
  request: Request,
  scope: RunnerScope,
  others: readonly number[],
  from: number,
  ask: AskForPage,
): Promise<PendingJobs> {
  const { projects, next } = await projectsOf(request, scope, from);
  const asked = await pMap(
    new Set([...projects, ...others]),
    (projectId) => jobsIn(projectId, ask).catch((error: unknown) => ({ error })),
    { concurrency: AT_ONCE },
  );
  const failed = asked.flatMap((answer) => ('error' in answer ? [answer.error] : []));
  if (failed.length > 0 && failed.length === asked.length) throw failed[0];
  const jobs = asked.flatMap((answer) => ('error' in answer ? [] : answer));
  return { jobs, unanswered: failed.map(reasonOf), ...(next !== undefined && { next }) };
}

interface ProjectPage {
  readonly projects: readonly number[];
  /** Where the next page begins, if there may be one. */
  readonly next?: number | undefined;
}

type ManyProjects = Exclude<RunnerScope, { kind: 'Project' }>;

/** Those that something happened in last, and a page of all in the order in which they were made: a new one comes last. */
async function projectsOf(request: Request, scope: RunnerScope, from: number): Promise<ProjectPage> {
  if (scope.kind === 'Project') return { projects: [scope.id] };
  const active = await listProjects(request, scope, 'order_by=last_activity_at&sort=desc', ACTIVE_PROJECTS);
  if (from === 0 && !active.hasNext) return active;
  const { projects, next } = await pageOf(request, scope, from);
  return { projects: [...active.projects, ...projects], next };
}

/**
 * Of all of GitLab, pages go on after the last id: from page 501 on GitLab has refused others, and none is passed over when one
 * before it is deleted. The list of a group's projects has pages by number alone: the source of GitLab heeds no
 * `pagination=keyset` in `GET /groups/:id/projects`, and says nothing of it.
 * https://docs.gitlab.com/api/projects/#list-all-projects and https://docs.gitlab.com/api/groups/#list-projects
 */
async function pageOf(request: Request, scope: ManyProjects, from: number): Promise<ProjectPage> {
  const query = 'order_by=id&sort=asc';
  if (scope.kind === 'Group') {
    const page = await listProjects(request, scope, `${query}&page=${from + 1}`, PROJECTS_A_PAGE);
    return { ...page, next: page.hasNext ? from + 1 : undefined };
  }
  const page = await listProjects(
    request,
    scope,
    `${query}&pagination=keyset&id_after=${from}`,
    PROJECTS_A_PAGE,
  );
  return { ...page, next: page.projects.length < PROJECTS_A_PAGE ? undefined : page.projects.at(-1) };
}

interface Listed {
  readonly projects: readonly number[];
  readonly hasNext: boolean;
}

async function listProjects(
  request: Request,
  scope: ManyProjects,
  query: string,
  most: number,
): Promise<Listed> {
  const place =
    scope.kind === 'Group'
      ? `/groups/${scope.id}/projects?include_subgroups=true&with_shared=false&`
      : '/projects?';
  const path = `${place}archived=false&simple=true&${query}&per_page=${most}`;
  const call: Call = { method: 'GET', path };
  const answer = await request(call);
  if (answer === undefined) return { projects: [], hasNext: false };
  const projects = read(call, v.array(Project), answer.json).map(({ id }) => id);
  return { projects, hasNext: Boolean(answer.headers.get('x-next-page')) };
}

async function jobsIn(projectId: number, ask: AskForPage): Promise<GitLabJob[]> {
  const all: GitLabJob[] = [];
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const { jobs, isLast } = await ask(projectId, page);
    all.push(...jobs);
    if (isLast) break;
  }
  return all;
}
