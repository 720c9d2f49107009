import type { RunnerScope, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { canRun, isWithin, matchedBy } from '../plan/demand/demand.ts';
import type { GitLabJob, PendingJobs } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import { enteredAt, isAhead, isConfirmed, isHandedOut, type Job } from '../state/jobs/job.ts';
import type { Rotation } from '../state/rotation.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { scopesOf } from './observe.ts';

/** A waiting job's webhook may still be on its way for this many seconds. */
const UNHEARD_FOR = 60;
/** Of a group, or of all of GitLab: projects that are looked at each time because their jobs were heard of. */
const MOST_HEARD = 50;
const FIRST: Rotation = { from: 0, heard: [] };

type Finding = Pick<World, 'store' | 'gitlab' | 'clock' | 'log' | 'metrics'>;

/**
 * Records the jobs that wait for us in GitLab and that no webhook told of. The write wakes the reconciler. Where there are
 * many projects it looks each time at those that were heard of last and at some of the others, until all have had their turn.
 */
export async function findUnheardJobs(world: Finding, settings: Settings, state: State): Promise<void> {
  for (const scope of scopesOf(settings)) {
    await attempt(world.log, 'looking for jobs that no webhook told of', { scope: nameOf(scope) }, () =>
      findIn(world, settings, state, scope),
    );
  }
}

async function findIn(world: Finding, settings: Settings, state: State, scope: RunnerScope): Promise<void> {
  const found =
    scope.kind === 'Project' ? await world.gitlab.pendingJobs(scope, []) : await rotate(world, state, scope);
  for (const reason of found.unanswered) {
    world.log.error('a project’s jobs cannot be looked at', { scope: nameOf(scope), reason });
    world.metrics.count('GitLabFailures', { reason });
  }
  await recordUnheard(world, settings, state, found.jobs);
}

/** That a page has been looked at is on record before what was found in it: no page stops the round. */
async function rotate({ store, gitlab }: Finding, state: State, scope: RunnerScope): Promise<PendingJobs> {
  const before = (await store.rotation(nameOf(scope))) ?? FIRST;
  const heard = heardOf(state.jobs, before, scope);
  const found = await gitlab.pendingJobs(scope, heard, before.from);
  const after: Rotation = { from: found.next ?? 0, heard };
  if (!isSame(before, after)) await store.recordRotation(nameOf(scope), after);
  return found;
}

/** Those of the jobs on record, the last first, then those that were heard of before. */
function heardOf(jobs: Iterable<Job>, { heard }: Rotation, scope: RunnerScope): number[] {
  const own = [...jobs]
    .filter((job) => !isConfirmed(job) || isWithin(scope, matchedBy(job)))
    .toSorted((one, other) => other.at - one.at)
    .map(({ projectId }) => projectId);
  return [...new Set([...own, ...heard])].slice(0, MOST_HEARD);
}

const isSame = (one: Rotation, other: Rotation): boolean => JSON.stringify(one) === JSON.stringify(other);

const nameOf = (scope: RunnerScope): string =>
  scope.kind === 'Instance' ? 'all projects' : `projects of ${scope.kind.toLowerCase()} ${scope.id}`;

/**
 * That webhooks do not come is judged by GitLab's own word alone: whoever knows our address can send ones that are
 * refused.
 */
async function recordUnheard(
  { store, clock, log, metrics }: Finding,
  settings: Settings,
  state: State,
  waiting: readonly GitLabJob[],
): Promise<void> {
  let found = 0;
  for (const job of unheard(waiting, state, settings, clock.now())) {
    const fields = { job: job.id, project: job.projectId };
    const outcome = await attempt(log, 'recording a job that no webhook told of', fields, () =>
      store.record({ ...job, at: enteredAt(job, clock.now()) }),
    );
    if (outcome !== 'Recorded') continue;
    log.warn('a job waits that no webhook told of', fields);
    metrics.count('JobsFound');
    found += 1;
  }
  if (found > 0) metrics.count('GitLabFailures', { reason: 'jobs wait that no webhook told of' });
}

export function unheard(
  waiting: readonly GitLabJob[],
  { jobs }: State,
  { runners }: Settings,
  now: UnixSeconds,
): GitLabJob[] {
  const heard = new Set([...jobs].filter((job) => !isAhead(job)).map(({ id }) => id));
  return waiting
    .filter((job) => !heard.has(job.id) && !isHandedOut(job))
    .filter((job) => now - enteredAt(job, now) > UNHEARD_FOR)
    .filter((job) => runners.some((runner) => canRun(runner, job)));
}
