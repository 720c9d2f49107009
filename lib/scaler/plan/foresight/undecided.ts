import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import type { Outcomes } from './courses.ts';
import type { Basis } from './pool.ts';
import type { Task } from './tasks.ts';
import { STALLED_AFTER } from './unfold.ts';

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

/** Those that may take the runner's places. No record says whose end a job waited for: any that was lately counts. */
export function undecidedFor(
  { runner }: Pick<Basis, 'runner'>,
  { tasks }: Pick<Outcomes, 'tasks'>,
  { machines }: Pick<State, 'machines'>,
  now: UnixSeconds,
): Undecided {
  const ends = machines.flatMap(({ state, since, firstJobAt }) =>
    firstJobAt !== undefined && (state === 'Idle' || state === 'Used') ? since : [],
  );
  const until = Math.max(...ends) + DECIDED_AFTER;
  if (until <= now) return { count: 0, until };
  const own = tasks.filter((task) => task.runner === undefined || task.runner === runner);
  return { count: own.filter((task) => isUndecided(task, now)).length, until };
}

/** A younger one is expected at once: its pipeline begins. */
const isUndecided = ({ job: { status, at }, after }: Task, now: UnixSeconds): boolean =>
  status === 'created' && after.length === 0 && now - at >= STALLED_AFTER;
