import type { RunnerScope, RunnerSettings } from '../config/settings.ts';
import type { CreatedRunner } from '../scaler/ports.ts';
import { CreatedRunnerAnswer } from './answers.ts';
import { GitLabError } from './gitlab-error.ts';
import { type Call, type Request, read } from './request.ts';

/** https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
export async function createRunner(
  request: Request,
  runner: RunnerSettings,
  machineName: string,
): Promise<CreatedRunner> {
  const call: Call = {
    method: 'POST',
    path: '/user/runners',
    body: {
      ...typeOf(runner.scope),
      description: machineName,
      tag_list: runner.tags,
      run_untagged: runner.runUntagged,
      locked: false,
    },
  };
  const answer = await request(call);
  if (answer === undefined) throw new GitLabError(call, 404, 'is the url that of GitLab?');
  return read(call, CreatedRunnerAnswer, answer.json);
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

/** False if there is no such runner. https://docs.gitlab.com/api/runners/#pause-a-runner */
export async function setPaused(request: Request, runnerId: number, paused: boolean): Promise<boolean> {
  const answer = await request({ method: 'PUT', path: `/runners/${runnerId}`, body: { paused } });
  return answer !== undefined;
}

/** A runner that is already gone is no error. https://docs.gitlab.com/api/runners/#delete-a-runner-by-id */
export async function deleteRunner(request: Request, runnerId: number): Promise<void> {
  await request({ method: 'DELETE', path: `/runners/${runnerId}` });
}
