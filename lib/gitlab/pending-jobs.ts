import pMap from 'p-map';
import * as v from 'valibot';
import type { RunnerScope } from '../config/settings.ts';
import type { GitLabJob } from '../scaler/ports/gitlab.ts';
import { gitLabJob, JobAnswer } from './answers.ts';
import { hidingForbidden, listAll } from './pages.ts';
import { type Call, type Request, read } from './request.ts';

const AT_ONCE = 5;
/** Of one project: more than anybody's machines run soon. */
const MAX_PAGES = 5;
/** Of a group, or of all of GitLab: those that something happened in last. */
const MAX_PROJECTS = 20;

const Project = v.object({ id: v.number() });

/** The jobs that wait in the projects of a scope, and in the others that are named. */
export async function pendingJobs(
  request: Request,
  scope: RunnerScope,
  others: readonly number[],
): Promise<readonly GitLabJob[]> {
  const projects = new Set([...(await projectsOf(request, scope)), ...others]);
  const found = await pMap(projects, (projectId) => pendingIn(hidingForbidden(request), projectId), {
    concurrency: AT_ONCE,
  });
  return found.flat();
}

/** https://docs.gitlab.com/api/groups/#list-projects and https://docs.gitlab.com/api/projects/#list-all-projects */
async function projectsOf(request: Request, scope: RunnerScope): Promise<number[]> {
  if (scope.kind === 'Project') return [scope.id];
  const place =
    scope.kind === 'Group' ? `/groups/${scope.id}/projects?include_subgroups=true&` : '/projects?';
  const query = `archived=false&simple=true&order_by=last_activity_at&sort=desc&per_page=${MAX_PROJECTS}`;
  const call: Call = { method: 'GET', path: `${place}${query}` };
  const answer = await request(call);
  return answer === undefined ? [] : read(call, v.array(Project), answer.json).map(({ id }) => id);
}

/** https://docs.gitlab.com/api/jobs/#list-all-jobs-for-a-project */
async function pendingIn(request: Request, projectId: number): Promise<GitLabJob[]> {
  const path = `/projects/${projectId}/jobs?scope[]=pending`;
  const listed = await listAll(request, { path, schema: JobAnswer, maxPages: MAX_PAGES });
  return listed.flatMap((job) => gitLabJob(job, projectId) ?? []);
}
