import type { Habit } from '../../state/jobs/habit.ts';
import type { Job } from '../../state/jobs/job.ts';
import { FUTURES } from './samples.ts';

/**
 * Of pipelines of the past with jobs of the same names those in which the jobs that have begun to wait by now did so too,
 * the last first.
 *
 * @param habits of the jobs, in their order
 */
export function pastsOf(jobs: readonly Job[], habits: readonly (Habit | undefined)[]): readonly number[] {
  const fitting = new Set<number>();
  for (const habit of habits) for (const { pipelineId } of habit?.seen ?? []) fitting.add(pipelineId);
  jobs.forEach(({ status }, index) => {
    if (status === 'created') return;
    for (const { pipelineId, kind } of habits[index]?.seen ?? []) {
      if (kind === 'NotRun') fitting.delete(pipelineId);
    }
  });
  return [...fitting].sort((one, other) => other - one).slice(0, FUTURES);
}
