import { type Habit, hasRun, type Occurrence } from '../../state/jobs/habit.ts';
import { onceFor } from '../../state/once-for.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { durations, FUTURES, remainders } from './samples.ts';
import type { Task } from './tasks.ts';
import { pipelineOf } from './within-sight.ts';

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
  readonly #pipelines: ReadonlyMap<number, readonly Task[]>;
  readonly #pasts = new Map<number, readonly number[]>();
  readonly #known = new Map<Task, Fate>();

  constructor(pipelines: readonly (readonly Task[])[], now: UnixSeconds) {
    this.#now = now;
    this.#pipelines = new Map(
      pipelines.flatMap((own) => (own[0] === undefined ? [] : [[pipelineOf(own[0].job), own]])),
    );
  }

  of(task: Task): Fate {
    const known = this.#known.get(task);
    if (known !== undefined) return known;
    const fate = {
      runs: runsOf(task, this.#pastsOf(pipelineOf(task.job))),
      ran: ranOf(task, task.job.id, this.#now),
    };
    this.#known.set(task, fate);
    return fate;
  }

  #pastsOf(pipelineId: number): readonly number[] {
    const pasts = this.#pasts.get(pipelineId) ?? pastsOf(this.#pipelines.get(pipelineId) ?? []);
    this.#pasts.set(pipelineId, pasts);
    return pasts;
  }
}

/** Pipelines of the past in which the jobs that have begun to wait did so too, the last first. */
function pastsOf(tasks: readonly Task[]): readonly number[] {
  const fitting = new Set<number>();
  for (const { habit } of tasks) for (const { pipelineId } of habit?.seen ?? []) fitting.add(pipelineId);
  for (const { habit } of tasks.filter(({ job }) => job.status !== 'created'))
    for (const { pipelineId, kind } of habit?.seen ?? []) if (kind === 'NotRun') fitting.delete(pipelineId);
  return [...fitting].sort((one, other) => other - one).slice(0, FUTURES);
}

const ALWAYS: readonly boolean[] = Array.from({ length: FUTURES }, () => true);

function runsOf({ job, habit }: Task, pasts: readonly number[]): readonly boolean[] {
  if (job.status !== 'created' || habit === undefined || habit.seen.every(hasRun)) return ALWAYS;
  const known = byPipeline(habit);
  return ALWAYS.map((_, future) => {
    const like = known.get(pasts[future % pasts.length] ?? 0) ?? habit.seen[future % habit.seen.length];
    return like?.kind !== 'NotRun';
  });
}

const byPipeline = onceFor(
  ({ seen }: Habit): ReadonlyMap<number, Occurrence> => new Map(seen.map((one) => [one.pipelineId, one])),
);

/** Nobody knows when a job ends that has run for this many times as long as any of its name before. */
const OVERLONG = 2;

function ranOf({ job, seen }: Task, salt: number, now: UnixSeconds): readonly number[] {
  if (seen.length === 0) return [];
  if (job.status !== 'running') return durations(seen, salt);
  const age = Math.max(0, now - job.at);
  return age > OVERLONG * Math.max(...seen) ? [] : remainders(seen, salt, age);
}

/** Seconds that jobs like it waited for a runner that is none of ours. */
export function waitedElsewhere({ habit }: Task, future: number): number {
  const waited = habit?.seen.filter(hasRun).map((one) => one.waited) ?? [];
  return waited[future % waited.length] ?? 0;
}
