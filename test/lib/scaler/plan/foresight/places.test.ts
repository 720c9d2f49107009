import fc from 'fast-check';
import type { Settings } from '../../../../../lib/config/settings.ts';
import { HELD_FOR } from '../../../../../lib/scaler/plan/foresight/unfold.ts';
import type { Occurrence } from '../../../../../lib/scaler/state/jobs/habit.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { aJob, aMachine, NOW, times } from '../../../../builders/state.ts';
import { coming, habit, launched, pipeline, running, settings, took } from './a-pipeline.ts';

describe('where a machine has places', () => {
  /** A build on the only place that is taken of a machine, and tests that come when it ends. */
  const stateOf = (count: number, places: number, more: Partial<State> = {}) => {
    const ids = times(count, (number) => number + 1);
    return pipeline(45, {
      jobs: [running('build', 1, 45), ...ids.map((id) => coming('test', id))],
      machines: [aMachine('Used', 1, { places })],
      habits: [habit('build', 1, took(60, 0)), ...ids.map((id) => habit('test', id, took(90)))],
      ...more,
    });
  };
  const withPlaces = (places: number, maxBuilds = 0) => settings({ machine: { places, maxBuilds } });

  test.each<[string, State, Settings, number, RegExp | undefined]>([
    ['none for those that find a place', stateOf(4, 4), withPlaces(4), 0, undefined],
    ['one for four more', stateOf(8, 4), withPlaces(4), 1, /^4 jobs of stage test expected in 1\d s$/],
    ['two for five more', stateOf(9, 4), withPlaces(4), 2, /^5 jobs of stage test expected in 1\d s$/],
    [
      'none for what those that boot have places for',
      stateOf(8, 4, {
        machines: [aMachine('Used', 1, { places: 4 }), aMachine('Creating', 2, { places: 4 })],
      }),
      withPlaces(4),
      0,
      undefined,
    ],
    [
      'nor for what one has that is launched for a job which waits',
      stateOf(3, 4, {
        jobs: [...stateOf(3, 4).jobs, ...times(5, (id) => aJob('pending', 50 + id, { at: NOW - HELD_FOR }))],
      }),
      withPlaces(4),
      0,
      undefined,
    ],
    ['as many as share MaxBuilds', stateOf(8, 4), withPlaces(4, 5), 1, /^4 jobs/],
    [
      'places beyond MaxBuilds count for nothing',
      stateOf(8, 4, { machines: [aMachine('Used', 1, { places: 4, builds: 4 })] }),
      withPlaces(4, 5),
      2,
      /^7 jobs/,
    ],
  ])('%s', (_, state, of, ahead, reason) => {
    const plans = launched(state, of);
    expect(plans.reduce((sum, one) => sum + one.ahead, 0)).toBe(ahead);
    if (reason !== undefined) expect(plans[0]?.reasons).toContainEqual(expect.stringMatching(reason));
  });

  test.each([
    [1, 0],
    [4, 1],
  ])('of %i jobs that all come in three futures of 16, %i', (jobs, ahead) => {
    const seldom = took(90).map(
      (one): Occurrence => (one.pipelineId <= 3 ? one : { pipelineId: one.pipelineId, kind: 'NotRun' }),
    );
    const ids = times(4 + jobs, (number) => number + 1);
    const habits = [habit('build', 1, took(60, 0)), ...ids.map((id) => habit('test', id, seldom))];
    expect(launched(stateOf(4 + jobs, 4, { habits }), withPlaces(4))[0]?.ahead ?? 0).toBe(ahead);
  });

  test('as many as have places for the jobs that find none', () => {
    const counts = { count: fc.integer({ min: 1, max: 40 }), places: fc.integer({ min: 1, max: 32 }) };
    fc.assert(
      fc.property(fc.record(counts), ({ count, places }) => {
        const [plan] = launched(stateOf(count, places), withPlaces(places));
        expect(plan?.ahead ?? 0).toBe(Math.ceil(Math.max(0, count - places) / places));
      }),
      { numRuns: 50 },
    );
  });
});
