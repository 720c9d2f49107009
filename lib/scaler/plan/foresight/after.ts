import { type Habit, hasRun, type RunOccurrence } from '../../state/jobs/habit.ts';
import type { Job } from '../../state/jobs/job.ts';
import { onceFor } from '../../state/once-for.ts';

/**
 * Stage after stage. Nobody tells their order, but GitLab inserts a pipeline's jobs in it, so ids rise with it: its
 * lib/gitlab/ci/pipeline/chain/create.rb saves the jobs of all stages one after the other. But for retries: a stage of
 * which only those are left has begun, and comes first.
 */
export function stagesOf(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const firstId = (own: readonly Job[]): number =>
    Math.min(...own.map(({ id, status, retries = 0 }) => (retries > 0 && status !== 'created' ? 0 : id)));
  return [...Map.groupBy(jobs, ({ stage }) => stage).values()].toSorted(
    (one, other) => firstId(one) - firstId(other),
  );
}

interface HasHabit {
  readonly habit: Habit | undefined;
}

/**
 * Those of earlier stages that a job waits for. Most wait for all: for these it is the same list.
 *
 * @param earlier all of the stages before its own
 */
export function waitingFor<T extends HasHabit>(
  earlier: readonly T[],
): (habit: Habit | undefined) => readonly T[] {
  const lastEnds = new Map<number, number>();
  for (const { habit } of earlier) {
    for (const [pipelineId, end] of habit === undefined ? [] : endsOf(habit)) {
      lastEnds.set(pipelineId, Math.max(end, lastEnds.get(pipelineId) ?? 0));
    }
  }
  return (habit) => {
    if (habit === undefined || comesAfter(habit, lastEnds)) return earlier;
    return earlier.filter((other) => other.habit === undefined || comesAfter(habit, endsOf(other.habit)));
  };
}

/** Seconds by which times of two jobs may differ though they are of one moment. */
const SLACK = 5;

/** One that began before another had ended, in any pipeline, does not wait for it: it has `needs`. */
function comesAfter({ seen }: Habit, ends: ReadonlyMap<number, number>): boolean {
  return seen.every((one) => !hasRun(one) || one.lead >= (ends.get(one.pipelineId) ?? 0) - SLACK);
}

/** By their pipelines. */
const endsOf = onceFor(
  ({ seen }: Habit): ReadonlyMap<number, number> =>
    new Map(seen.filter(hasRun).map((one) => [one.pipelineId, endOf(one)])),
);

const endOf = ({ lead, waited, ran }: RunOccurrence): number => lead + waited + ran;
