import type { Settings } from '../../../../../lib/config/settings.ts';
import { HELD_FOR } from '../../../../../lib/scaler/plan/foresight/unfold.ts';
import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import { wakeAt } from '../../../../../lib/scaler/plan/wake-at.ts';
import type { Occurrence } from '../../../../../lib/scaler/state/jobs/habit.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { aJob, aMachine, NOW, times } from '../../../../builders/state.ts';
import {
  build,
  coming,
  habit,
  habits,
  history,
  launched,
  pipeline,
  running,
  settings,
  tests,
  took,
} from './a-pipeline.ts';

describe('machines are launched ahead', () => {
  test('a boot before the job of the stage before is expected to end, for what its machine does not take', () => {
    expect(launched(pipeline(40))).toEqual([
      {
        count: 2,
        ahead: 2,
        reasons: [expect.stringMatching(/^2 jobs of stage test expected in (1|2)\d s$/)],
      },
    ]);
  });

  test('not earlier: the reconciler asks to be woken then', () => {
    expect(launched(pipeline(5))).toEqual([]);
    const at = wakeAt(pipeline(5), settings(), NOW, plan(pipeline(5), settings(), NOW).foreseen) ?? 0;
    expect(at - NOW).toBeGreaterThan(5);
    expect(at - NOW).toBeLessThan(27);
  });

  test('nor is it woken for what limit lets through only when a machine has left, which wakes it', () => {
    const nextAt = (of: Settings) => wakeAt(pipeline(5), of, NOW, plan(pipeline(5), of, NOW).foreseen);
    const once = { machine: { maxBuilds: 1 } };
    expect(nextAt(settings({ ...once, limit: 2 }))).toBeGreaterThan(NOW);
    expect(nextAt(settings({ ...once, limit: 1 }))).toBeUndefined();
  });

  const AGES = times(60, (each) => 1202 + 5 * each);
  test('behind a job that runs longer than ever it is looked at each ten seconds', () => {
    const long = [habit('build', 1, took(1200, 0)), ...tests.map((id) => habit('test', id, took(90, 1200)))];
    const nextAt = (age: number) =>
      plan(pipeline(age, { habits: long }), settings(), NOW).foreseen.get('one')?.nextAt ?? Infinity;
    expect(times(60, (each) => nextAt(1100 + each)).some((at) => at < NOW + 10)).toBe(true);
    for (const age of AGES) expect(nextAt(age) - NOW).toBeGreaterThanOrEqual(10);
    expect(AGES.some((age) => nextAt(age) < Infinity)).toBe(true);
  });

  test.each(times(8, (each) => 4 + each))(
    'behind a job of %s s that waits for a machine too: as long as none comes it stays as far away',
    (seconds) => {
      const jobs = [aJob('pending', 1, { ...build, at: NOW - 30 }), ...tests.map((id) => coming('test', id))];
      const short = [habit('build', 1, took(seconds, 0)), ...tests.map((id) => habit('test', id, took(90)))];
      const { foreseen } = plan(pipeline(0, { jobs, habits: short }), settings(), NOW);
      expect((foreseen.get('one')?.nextAt ?? 0) - NOW).toBeGreaterThanOrEqual(10);
    },
  );

  test.each<[string, State]>([
    ['runs for more than twice as long as ever', pipeline(130)],
    [
      'has waited for five minutes',
      pipeline(0, {
        jobs: [aJob('pending', 1, { ...build, at: NOW - 301 }), ...tests.map((id) => coming('test', id))],
      }),
    ],
  ])('what comes after a job that %s is not expected ever later: nobody is woken for it', (_, state) => {
    const { launches, foreseen } = plan(state, settings(), NOW);
    expect(launches.filter(({ ahead }) => ahead > 0)).toEqual([]);
    expect(foreseen.get('one')?.nextAt).toBeUndefined();
  });

  test('no more for those that boot already: planning again plans nothing', () => {
    const machines = [aMachine('Used', 1), aMachine('Creating', 2), aMachine('Creating', 3)];
    expect(launched(pipeline(40, { machines }))).toEqual([]);
  });

  test.each<[string, State, Parameters<typeof settings>]>([
    ['nor where lookahead is off', pipeline(40), [{ lookahead: { isOn: false, budget: 0.05 } }]],
    ['nor for names of which nothing is known', pipeline(40, { habits: [] }), []],
    ['nor beyond limit', pipeline(40), [{ limit: 1 }]],
    [
      'nor beyond the limit of its entry, which its sizes share',
      pipeline(40),
      [{ entry: { name: 'one', limit: 1 } }],
    ],
    ['nor beyond concurrent', pipeline(40), [{}, 1]],
    ['nor while an operator drains', pipeline(40, { drain: { since: NOW, reason: '' } }), []],
    [
      'nor for jobs that another’s machines run',
      pipeline(40, { habits: habits.map(({ runner: _, ...elsewhere }) => elsewhere) }),
      [],
    ],
    [
      'nor for jobs that never come by themselves',
      pipeline(40, {
        habits: [
          habit('build', 1, took(60, 0)),
          ...tests.map((id) =>
            habit(
              'test',
              id,
              times(16, (pipelineId) => ({ pipelineId, kind: 'NotRun' })),
            ),
          ),
        ],
      }),
      [],
    ],
  ])('%s', (_, state, of) => {
    expect(launched(state, settings(...of)).filter(({ ahead }) => ahead > 0)).toEqual([]);
  });

  test('behind the jobs that wait, within what there is room for', () => {
    const state = pipeline(40);
    const waiting = [50, 51].map((id) => aJob('pending', id, { at: NOW - HELD_FOR }));
    const plans = launched({ ...state, jobs: [...state.jobs, ...waiting] }, settings({ limit: 4 }));
    expect(plans).toEqual([{ count: 3, ahead: 1, reasons: [expect.any(String), expect.any(String)] }]);
  });

  test('a name that is new does what others of its stage do', () => {
    expect(launched(pipeline(40, { habits: habits.slice(0, 2) }))[0]?.ahead).toBe(2);
  });

  test('a job that has begun before jobs of an earlier stage ended does not wait for them', () => {
    const early = habit('test', 12, took(90, 61));
    const known = [habit('build', 1, took(60, 0)), habit('lint', 5, took(600, 0)), early];
    const jobs = [running('build', 1, 40), running('lint', 5, 40), coming('test', 12), coming('test', 13)];
    const machines = [aMachine('Used', 1), aMachine('Used', 5)];
    // The build's machine runs test 12; test 13, of which nothing is known, waits for the lint.
    expect(launched(pipeline(40, { jobs, machines, habits: known }))).toEqual([]);
    const alike = [...known, { ...early, name: 'test 13' }];
    expect(launched(pipeline(40, { jobs, machines, habits: alike }))[0]?.ahead).toBe(1);
  });
});

describe('the budget', () => {
  const wasted = (share: number): Partial<State> => {
    const all = 10 * 3600;
    return { histories: [history({ periods: [{ from: NOW - 3600, all, inVain: all * share }] })] };
  };
  const isRisky = [habit('build', 1, took(60, 0)), ...tests.map((id) => habit('test', id, mostly(id)))];
  function mostly(_: number): readonly Occurrence[] {
    return took(90).map((one) => (one.pipelineId === 1 ? { pipelineId: 1, kind: 'NotRun' } : one));
  }

  test.each<[string, Partial<State>, number]>([
    ['below it what is likely is launched for', { ...wasted(0.04), habits: isRisky }, 2],
    ['above it only what is certain', { ...wasted(0.06), habits: isRisky }, 0],
    ['which still is', wasted(0.06), 2],
    ['far above it nothing', wasted(0.11), 0],
    [
      'what was in vain two days ago is forgotten',
      {
        histories: [history({ periods: [{ from: NOW - 2 * 86_400, all: 3600, inVain: 3600 }] })],
      },
      2,
    ],
  ])('%s', (_, more, ahead) => {
    expect(launched(pipeline(45, more))[0]?.ahead ?? 0).toBe(ahead);
  });
});
