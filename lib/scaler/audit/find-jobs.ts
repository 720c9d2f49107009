import type { Settings } from '../../config/settings.ts';
import { canRun } from '../plan/demand.ts';
import type { GitLabJob } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import { enteredAt, isHandedOut, rankOf } from '../state/job.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { scopesOf } from './observe.ts';

/** A waiting job's webhook may still be on its way for this many seconds. */
const UNHEARD_FOR = 60;

/**
 * Records the jobs that wait for us in GitLab and that no webhook told of. The write wakes the reconciler. It
 * also looks at projects that we know only from other jobs.
 */
export async function findLostJobs(
  { store, gitlab, clock, log, metrics }: Pick<World, 'store' | 'gitlab' | 'clock' | 'log' | 'metrics'>,
  settings: Settings,
  state: State,
): Promise<void> {
  const known = [...new Set(state.jobs.map(({ projectId }) => projectId))];
  for (const scope of scopesOf(settings)) {
    const waiting = await gitlab.pendingJobs(scope, scope.kind === 'Project' ? [] : known);
    for (const job of unheard(waiting, state, settings, clock.now())) {
      if ((await store.record({ ...job, at: enteredAt(job, clock.now()) })) === 'Stale') continue;
      log.warn('a job waits that no webhook told of', { job: job.id, project: job.projectId });
      metrics.count('JobsFound');
    }
  }
}

export function unheard(
  waiting: readonly GitLabJob[],
  { jobs }: State,
  { runners }: Settings,
  now: UnixSeconds,
): GitLabJob[] {
  const heard = new Set(jobs.filter(({ status }) => rankOf(status) >= rankOf('pending')).map(({ id }) => id));
  return waiting
    .filter((job) => !heard.has(job.id) && !isHandedOut(job))
    .filter((job) => now - enteredAt(job, now) > UNHEARD_FOR)
    .filter((job) => runners.some((runner) => canRun(runner, job)));
}
