import type { Settings } from '../../../config/settings.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { outcomesOf } from './courses.ts';

/** A coming job as it is expected, for people. */
interface ExpectedJob {
  readonly id: number;
  readonly name: string;
  readonly stage: string;
  readonly pipelineId: number;
  /** The `[[runners]]` entry whose machine it will take; none if it takes none of ours. */
  readonly runner?: string;
  /** When it begins to wait, in the middle of all futures. */
  readonly at: UnixSeconds;
  /** Seconds that it will run, in the middle. */
  readonly seconds: number;
  /** In how many of the futures it comes that soon: 0 to 1. */
  readonly share: number;
}

/** The jobs that are expected within the next minutes, the soonest first. */
export function expectedJobs(state: State, settings: Settings, now: UnixSeconds): readonly ExpectedJob[] {
  const outcomes = outcomesOf(state, settings, now);
  if (outcomes === undefined) return [];
  const { tasks, fates, courses } = outcomes;
  const expected = tasks.flatMap((task): ExpectedJob[] => {
    const { id, name, stage = '', pipelineId = 0 } = task.job;
    const begins = courses.flatMap((course) => course.begins.get(task) ?? []);
    const seconds = middle(fates.of(task).ran);
    const at = middle(begins);
    if (at === undefined || seconds === undefined) return [];
    const share = begins.length / courses.length;
    const runner = task.runner && { runner: task.runner.name };
    return [{ ...{ id, name, stage, pipelineId, at, seconds, share }, ...runner }];
  });
  return expected.toSorted((one, other) => one.at - other.at);
}

const middle = (values: readonly number[]): number | undefined =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
