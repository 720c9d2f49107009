import { type Habit, hasRun, type Occurrence } from '../../state/jobs/habit.ts';
import { onceFor } from '../../state/once-for.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { durations, FUTURES, remainders } from './samples.ts';
import type { Task } from './tasks.ts';

/** What a task does in each of the futures that are looked at. */
export interface Fate {
  /** Does it run at all? */
  readonly runs: readonly boolean[];
  /** Seconds: of one that runs, what is left of it. */
  readonly ran: readonly number[];
}

/**
 * The futures of one pipeline are what pipelines with jobs of the same names did before, as far as that fits what it has
 * done until now: so what belongs together, such as a stage that is skipped as a whole, stays together. Found out for each
 * task when it is asked for: most of them begin too late to be looked at.
 */
export class Fates {
  readonly #now: UnixSeconds;
  readonly #known = new Map<Task, Fate>();

  constructor(now: UnixSeconds) {
    this.#now = now;
  }

  of(task: Task): Fate {
    const known = this.#known.get(task);
    if (known !== undefined) return known;
    const fate = { runs: runsOf(task), ran: ranOf(task, this.#now) };
    this.#known.set(task, fate);
    return fate;
  }
}

const ALWAYS: readonly boolean[] = Array.from({ length: FUTURES }, () => true);

const runsOf = onceFor(({ job, habit, pasts }: Task): readonly boolean[] => {
  if (job.status !== 'created' || habit === undefined || habit.seen.every(hasRun)) return ALWAYS;
  const known = byPipeline(habit);
  return ALWAYS.map((_, future) => {
    const like = known.get(pasts[future % pasts.length] ?? 0) ?? habit.seen[future % habit.seen.length];
    return like?.kind !== 'NotRun';
  });
});

const byPipeline = onceFor(
  ({ seen }: Habit): ReadonlyMap<number, Occurrence> => new Map(seen.map((one) => [one.pipelineId, one])),
);

/** Nobody knows when a job ends that has run for this many times as long as any of its name before. */
const OVERLONG = 2;

function ranOf(task: Task, now: UnixSeconds): readonly number[] {
  const { job, seen } = task;
  if (seen.length === 0) return [];
  if (job.status !== 'running') return durationsOf(task);
  const age = Math.max(0, now - job.at);
  return age > OVERLONG * Math.max(...seen) ? [] : remainders(durationsOf(task), job.id, age);
}

const durationsOf = onceFor(({ job, seen }: Task): readonly number[] => durations(seen, job.id));

/** Seconds that jobs like it waited for a runner that is none of ours. */
export function waitedElsewhere({ habit }: Task, future: number): number {
  const waited = habit?.seen.filter(hasRun).map((one) => one.waited) ?? [];
  return waited[future % waited.length] ?? 0;
}
