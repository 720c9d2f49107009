import type { RunnerScope, RunnerSettings } from '../config/settings.ts';
import type { Contact, CreatedRunner, Deletion, FoundRunner, Pausing } from '../scaler/ports/gitlab.ts';
import { CreatedRunnerAnswer, PausedRunnerAnswer, RunnerAnswer, RunnerContactAnswer } from './answers.ts';
import { GitLabError } from './gitlab-error.ts';
import { listAll } from './pages.ts';
import { type Call, type Request, read } from './request.ts';

/** GitLab lets a project or a group have 1,000; for all of it there may be more, of which the newest come first. */
const MAX_PAGES = 20;

/** https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export async function createRunner(
  request: Request,
  runner: RunnerSettings,
  description: string,
  more: { readonly paused?: true; readonly locked?: boolean } = {},
): Promise<CreatedRunner> {
  const call: Call = {
    method: 'POST',
    path: '/user/runners',
    body: {
      ...typeOf(runner.scope),
      description,
      tag_list: runner.tags,
      run_untagged: runner.runUntagged,
      ...inGitLab(runner),
      ...more,
    },
  };
  const answer = await request(call);
  if (answer === undefined) throw new GitLabError(call, 404, 'is the url that of GitLab?');
  return read(call, CreatedRunnerAnswer, answer.json);
}

function inGitLab({ inGitLab, scope }: RunnerSettings): object {
  const { isProtected, isLocked, maximumTimeout, maintenanceNote } = inGitLab;
  return {
    access_level: isProtected ? 'ref_protected' : 'not_protected',
    locked: isLocked && scope.kind === 'Project',
    ...(maximumTimeout !== undefined && { maximum_timeout: maximumTimeout }),
    ...(maintenanceNote !== undefined && { maintenance_note: maintenanceNote }),
  };
}

function typeOf(scope: RunnerScope): object {
  switch (scope.kind) {
    case 'Project':
      return { runner_type: 'project_type', project_id: scope.id };
    case 'Group':
      return { runner_type: 'group_type', group_id: scope.id };
    case 'Instance':
      return { runner_type: 'instance_type' };
  }
}

/** Those that belong to the scope itself, without what it inherits. https://docs.gitlab.com/api/runners/ */
export async function runnersOf(request: Request, scope: RunnerScope): Promise<readonly FoundRunner[]> {
  const found = await listAll(request, { path: listOf(scope), schema: RunnerAnswer, maxPages: MAX_PAGES });
  return found.map(({ id, description, paused, status }) => ({
    id,
    description: description ?? '',
    ...((paused || status !== 'online') && { isOff: true }),
  }));
}

function listOf(scope: RunnerScope): string {
  switch (scope.kind) {
    case 'Project':
      return `/projects/${scope.id}/runners?type=project_type`;
    case 'Group':
      return `/groups/${scope.id}/runners?type=group_type`;
    case 'Instance':
      return '/runners/all?type=instance_type';
  }
}

/** GitLab keeps the time of each poll in Redis: it is fresh. https://docs.gitlab.com/api/runners/#get-runners-details */
export async function lastContact(request: Request, runnerId: number): Promise<Contact> {
  const call: Call = { method: 'GET', path: `/runners/${runnerId}` };
  const answer = await request(call);
  if (answer === undefined) return { kind: 'NoRunner' };
  const { contacted_at: at, paused, job_execution_status } = read(call, RunnerContactAnswer, answer.json);
  const runsJob = job_execution_status === 'active';
  return {
    kind: 'Runner',
    ...(at != null && { at: at - answer.ahead }),
    ...(paused && { isPaused: true }),
    ...(runsJob && { runsJob }),
  };
}

/**
 * GitLab's answer tells whether the runner runs a job, also one that our token may not see; a job that is handed out or
 * canceling does not count. https://docs.gitlab.com/api/runners/#pause-a-runner
 */
export async function pauseRunner(request: Request, runnerId: number): Promise<Pausing> {
  const call = change(runnerId, { paused: true });
  const answer = await request(call);
  if (answer === undefined) return 'Gone';
  const { job_execution_status } = read(call, PausedRunnerAnswer, answer.json);
  return job_execution_status === 'active' ? 'Running' : 'Paused';
}

/** False if there is no such runner. */
export async function resumeRunner(request: Request, runnerId: number): Promise<boolean> {
  return (await request(change(runnerId, { paused: false }))) !== undefined;
}

function change(runnerId: number, body: object): Call {
  return { method: 'PUT', path: `/runners/${runnerId}`, body };
}

/**
 * A runner that is already gone is no error. 403: it serves more than one project, and only an administrator may delete
 * it. https://docs.gitlab.com/api/runners/#delete-a-runner-by-id
 */
export async function deleteRunner(request: Request, runnerId: number): Promise<Deletion> {
  try {
    await request({ method: 'DELETE', path: `/runners/${runnerId}` });
    return { kind: 'Deleted' };
  } catch (error) {
    if (!(error instanceof GitLabError) || error.status !== 403) throw error;
    return { kind: 'Refused', reason: error.message };
  }
}
