import type { RunnerSettings } from '../config/settings.ts';
import type { Request } from './request.ts';
import { createRunner, deleteRunner, resumeRunner } from './runners.ts';

/**
 * GitLab notes a runner's call when it asks for a job, and not when its token is verified: `POST /runners/verify` leaves
 * `contacted_at` alone for tokens that begin with `glrt-`. So the runner asks once, paused, when GitLab gives it none:
 * `lib/api/ci/runner.rb` in GitLab's source. It is locked to its project: enabled for another, it could not be deleted.
 */
export async function createPlaceholder(
  request: Request,
  runner: RunnerSettings,
  description: string,
): Promise<void> {
  const more = { paused: true, locked: runner.scope.kind === 'Project' } as const;
  const { id, token } = await createRunner(request, runner, description, more);
  try {
    await request({ method: 'POST', path: '/jobs/request', body: { token } });
    await resumeRunner(request, id);
  } catch (error) {
    await deleteRunner(request, id);
    throw error;
  }
}
