import type { Machine } from '../../state/machines/machine.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import type { Outcomes } from './courses.ts';
import type { Basis } from './pool.ts';
import type { Task } from './tasks.ts';
import { STALLED_AFTER } from './unfold.ts';
import { pipelineOf } from './within-sight.ts';

/** Jobs that wait for no other any more, and of which GitLab has not told what becomes of them. */
export interface Undecided {
  readonly count: number;
  /** Nothing is heard of them until then: they are held by what nobody tells, such as a job that people start. */
  readonly until: UnixSeconds;
}

/**
 * Seconds after a job's end within which GitLab tells that those after it wait or are skipped: it decides that in the
 * background (`PipelineProcessWorker` of its source), after it has told of the end.
 */
const DECIDED_AFTER = 10;

/**
 * Those that may take the runner's places. Each waited for the last end in its pipeline on a machine of ours: others are held
 * by what nobody tells, some of them for hours.
 */
export function undecidedFor(
  { runner }: Pick<Basis, 'runner'>,
  { tasks }: Pick<Outcomes, 'tasks'>,
  { machines }: Pick<State, 'machines'>,
  now: UnixSeconds,
): Undecided {
  const until = decidedUntil(machines, now);
  if (until.size === 0) return { count: 0, until: now };
  const own = tasks.filter((task) => task.runner === undefined || task.runner === runner);
  const undecided = own.filter((task) => until.has(pipelineOf(task.job)) && isUndecided(task, now));
  const times = undecided.map(({ job }) => until.get(pipelineOf(job)) ?? now);
  return { count: undecided.length, until: Math.min(...times) };
}

/** Of pipelines in which a job has ended just now, when GitLab has decided at the latest. */
function decidedUntil(machines: readonly Machine[], now: UnixSeconds): ReadonlyMap<number, UnixSeconds> {
  const until = new Map<number, UnixSeconds>();
  for (const { state, lastEnd } of machines) {
    if (lastEnd === undefined || state === 'Removing' || lastEnd.at + DECIDED_AFTER <= now) continue;
    const known = until.get(lastEnd.pipelineId) ?? 0;
    until.set(lastEnd.pipelineId, Math.max(known, lastEnd.at + DECIDED_AFTER));
  }
  return until;
}

/** A younger one is expected at once: its pipeline begins. */
const isUndecided = ({ job: { status, at }, after }: Task, now: UnixSeconds): boolean =>
  status === 'created' && after.length === 0 && now - at >= STALLED_AFTER;
