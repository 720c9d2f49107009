import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import type { Habit, Occurrence } from '../../../../../lib/scaler/state/jobs/habit.ts';
import type { RunnerHistory } from '../../../../../lib/scaler/state/machines/runner-history.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { aRunner, someSettings } from '../../../../builders/settings.ts';
import {
  aJob,
  aMachine,
  aState,
  type JobTraits,
  NOW,
  times,
  unconfirmed,
} from '../../../../builders/state.ts';

const BOOT = 30;

/** Jobs of one pipeline; those that come are in no lookup. */
export const running = (stage: string, id: number, age: number, more: JobTraits = {}) =>
  aJob('running', id, {
    stage,
    pipelineId: 100,
    name: `${stage} ${id}`,
    at: NOW - age,
    runnerId: id,
    ...more,
  });
export const coming = (stage: string, id: number, more: JobTraits = {}) =>
  unconfirmed(
    aJob('created', id, { stage, pipelineId: 100, name: `${stage} ${id}`, at: NOW - 300, ...more }),
  );

export const took = (seconds: number, lead = 60): Occurrence[] =>
  times(16, (pipelineId) => ({ pipelineId, kind: 'Run', lead, waited: 0, ran: seconds }));
export const habit = (
  stage: string,
  id: number,
  seen: readonly Occurrence[],
  more: Partial<Habit> = {},
): Habit => ({
  ...{ projectId: 380, name: `${stage} ${id}`, stage, tags: [], runner: 'one', seen, at: NOW - 3600 },
  ...more,
});
export const history = (more: Partial<RunnerHistory> = {}): RunnerHistory => ({
  ...{ runner: 'one', boots: times(16, () => BOOT), periods: [] },
  ...more,
});

/** A build that always took 60 s, then three tests. */
export const build = { stage: 'build', pipelineId: 100, name: 'build 1' };
export const tests = [2, 3, 4];
export const habits = [habit('build', 1, took(60, 0)), ...tests.map((id) => habit('test', id, took(90)))];
export const pipeline = (age: number, more: Partial<State> = {}): State =>
  aState({
    jobs: [running('build', 1, age), ...tests.map((id) => coming('test', id))],
    machines: [aMachine('Used', 1)],
    ...{ habits, histories: [history()] },
    ...more,
  });

export const settings = (more: Parameters<typeof aRunner>[0] = {}, concurrent = 100) =>
  someSettings({ concurrent, runners: [aRunner(more)] });

export function launched(state: State, of = settings()) {
  return plan(state, of, NOW).launches.map(({ count, ahead, reasons }) => ({ count, ahead, reasons }));
}
