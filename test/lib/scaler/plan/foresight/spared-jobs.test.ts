import { HELD_FOR } from '../../../../../lib/scaler/plan/foresight/unfold.ts';
import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import { wakeAt } from '../../../../../lib/scaler/plan/wake-at.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { anIdle } from '../../../../builders/settings.ts';
import { aJob, aMachine, NOW } from '../../../../builders/state.ts';
import { coming, launched, pipeline, running, settings } from './a-pipeline.ts';

describe('no machine is launched for a job that waits', () => {
  /** Another pipeline's job, which began to wait so long ago, while the build is about to end. */
  const waits = (seconds: number, age = 58): State => {
    const state = pipeline(age, { jobs: [running('build', 1, age), coming('test', 2)] });
    return { ...state, jobs: [...state.jobs, aJob('pending', 50, { at: NOW - seconds, pipelineId: 101 })] };
  };
  const ofJobs = (state: State, of = settings()) =>
    launched(state, of).reduce((sum, { count, ahead }) => sum + count - ahead, 0);

  test('where one that runs another is likely free before', () => {
    expect(ofJobs(waits(1))).toBe(0);
    expect(plan(waits(1), settings(), NOW).held).toMatchObject([
      { runner: 'one', count: 1, purpose: 'jobs', barrier: 'soon free' },
    ]);
    const at = wakeAt(waits(1), settings(), NOW, plan(waits(1), settings(), NOW).foreseen) ?? 0;
    expect(at - NOW).toBeLessThanOrEqual(HELD_FOR);
  });

  test.each<[string, State, number]>([
    ['it has waited for that long enough', waits(HELD_FOR), 1],
    ['that goes on for longer than ever', waits(1, 100), 1],
    ['that is in no hurry', waits(1, 10), 1],
    ['nothing is known of it', { ...waits(1), habits: [] }, 1],
    [
      'EC2 takes it, which will want one for its own job too',
      { ...waits(1), machines: [aMachine('Used', 1, { fate: { kind: 'Doomed', at: NOW, reason: '' } })] },
      2,
    ],
  ])('but one is where %s', (_, state, count) => {
    expect(ofJobs(state)).toBe(count);
  });

  test.each([
    [1, 'a machine that runs another job'],
    [4, 'a place that another job has'],
  ])('the reason is told: with %i places %s', (places, what) => {
    const build = [4, 3, 2, 1] as const;
    const machines = [aMachine('Used', 1, { places, jobIds: places === 1 ? [1] : build })];
    const { held } = plan({ ...waits(1), machines }, settings({ machine: { places } }), NOW);
    expect(held.map(({ reason }) => reason)).toEqual([
      `${what} is likely free before a new machine had booted`,
    ]);
  });

  test('nor does IdleCount want one for it', () => {
    // One of the two is launched ahead.
    const idle = { machine: { idle: anIdle(2, 600) } };
    expect(ofJobs(waits(1), settings(idle))).toBe(1);
  });
});
