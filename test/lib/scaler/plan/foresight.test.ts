import fc from 'fast-check';
import type { RunnerSettings, Settings } from '../../../../lib/config/settings.ts';
import { HELD_FOR } from '../../../../lib/scaler/plan/foresight/unfold.ts';
import { plan } from '../../../../lib/scaler/plan/plan.ts';
import { wakeAt } from '../../../../lib/scaler/plan/wake-at.ts';
import type { Habit, Occurrence } from '../../../../lib/scaler/state/habit.ts';
import type { RunnerHistory } from '../../../../lib/scaler/state/runner-history.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, type JobTraits, NOW, times, unconfirmed } from '../../../builders/state.ts';

const BOOT = 30;

/** Jobs of one pipeline; those that come are in no lookup. */
const running = (stage: string, id: number, age: number, more: JobTraits = {}) =>
  aJob('running', id, {
    stage,
    pipelineId: 100,
    name: `${stage} ${id}`,
    at: NOW - age,
    runnerId: id,
    ...more,
  });
const coming = (stage: string, id: number, more: JobTraits = {}) =>
  unconfirmed(
    aJob('created', id, { stage, pipelineId: 100, name: `${stage} ${id}`, at: NOW - 300, ...more }),
  );

const took = (seconds: number, lead = 60): Occurrence[] =>
  times(16, (pipelineId) => ({ pipelineId, kind: 'Run', lead, waited: 0, ran: seconds }));
const habit = (stage: string, id: number, seen: readonly Occurrence[], more: Partial<Habit> = {}): Habit => ({
  ...{ projectId: 380, name: `${stage} ${id}`, stage, tags: [], runner: 'one', seen, at: NOW - 3600 },
  ...more,
});
const history = (more: Partial<RunnerHistory> = {}): RunnerHistory => ({
  ...{ runner: 'one', boots: times(16, () => BOOT), periods: [] },
  ...more,
});

/** A build that always took 60 s, then three tests. */
const build = { stage: 'build', pipelineId: 100, name: 'build 1' };
const tests = [2, 3, 4];
const habits = [habit('build', 1, took(60, 0)), ...tests.map((id) => habit('test', id, took(90)))];
const pipeline = (age: number, more: Partial<State> = {}): State =>
  aState({
    jobs: [running('build', 1, age), ...tests.map((id) => coming('test', id))],
    machines: [aMachine('Used', 1)],
    ...{ habits, histories: [history()] },
    ...more,
  });

const settings = (more: Parameters<typeof aRunner>[0] = {}, concurrent = 100) =>
  someSettings({ concurrent, runners: [aRunner(more)] });

function launched(state: State, of = settings()) {
  return plan(state, of, NOW).launches.map(({ count, ahead, reasons }) => ({ count, ahead, reasons }));
}

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

describe('an idle machine', () => {
  const idle = aMachine('Idle', 9, { since: NOW - 121 });
  const removed = (state: State, runner: RunnerSettings = aRunner()) =>
    plan(state, someSettings({ runners: [runner] }), NOW).removals.map(({ machine }) => machine.name);

  test('stays beyond IdleTime for a job that comes within the minute', () => {
    expect(removed(pipeline(30, { machines: [aMachine('Used', 1), idle] }))).toEqual([]);
  });

  test('stays though others boot for the same jobs, but not where these are enough', () => {
    const booting = aMachine('Creating', 2, { launchedAt: NOW - 5 });
    const machines = [aMachine('Used', 1), booting, idle];
    expect(removed(pipeline(30, { machines }))).toEqual([]);
    const two = { jobs: [running('build', 1, 30), coming('test', 2), coming('test', 3)], machines };
    expect(removed(pipeline(30, two))).toEqual(['machine-9']);
  });

  test('leaves where none comes, or comes much later', () => {
    expect(removed(aState({ machines: [idle] }))).toEqual(['machine-9']);
    const slow = [habit('build', 1, took(600, 0)), ...tests.map((id) => habit('test', id, took(90, 600)))];
    expect(removed(pipeline(30, { machines: [aMachine('Used', 1), idle], habits: slow }))).toEqual([
      'machine-9',
    ]);
  });
});

describe('a machine launched ahead that has run no job', () => {
  const ahead = aMachine('Idle', 9, { since: NOW - 1, isAhead: true });
  const removed = (state: State, runner: RunnerSettings = aRunner()) =>
    plan(state, someSettings({ runners: [runner] }), NOW).removals.map(({ reason }) => reason);
  const failed = { jobs: [], machines: [ahead] };

  test('leaves as soon as the jobs that it was for do not come', () => {
    expect(removed(aState(failed))).toEqual([
      'it was launched ahead for jobs that do not come, and IdleCount 0 is kept without it',
    ]);
  });

  describe('when the build before those jobs has ended', () => {
    const ended = (seconds: number): State => {
      const jobs = tests.map((id) => coming('test', id));
      return pipeline(60, {
        jobs,
        machines: [aMachine('Idle', 1, { since: NOW - seconds, firstJobAt: NOW - 60 }), ahead],
      });
    };

    test('it stays until GitLab has told what becomes of them', () => {
      expect(removed(ended(2))).toEqual([]);
      const state = {
        ...ended(2),
        machines: [...ended(2).machines, aMachine('Idle', 3, { since: NOW - 130 })],
      };
      expect(removed(state)).toEqual([]);
      const at = wakeAt(ended(2), settings(), NOW, plan(ended(2), settings(), NOW).foreseen) ?? 0;
      expect(at - NOW).toBe(8);
    });

    test('but not for ever: a job may be held by what nobody tells', () => {
      expect(removed(ended(11))).toEqual([
        expect.stringMatching(/^it was launched ahead for jobs that do not/),
      ]);
    });
  });

  test.each<[string, State, Parameters<typeof aRunner>[0]]>([
    ['a job may take it', pipeline(10, { machines: [aMachine('Used', 1), ahead] }), {}],
    ['a job waits', aState({ ...failed, jobs: [aJob('pending', 50)] }), {}],
    [
      'a job waits of which GitLab has not told yet',
      aState({ ...failed, jobs: [unconfirmed(aJob('pending', 50))] }),
      {},
    ],
    ['IdleCount wants it', aState(failed), { machine: { idle: anIdle(1, 600) } }],
    ['nobody knows what comes', pipeline(10, { machines: [aMachine('Used', 1), ahead], habits: [] }), {}],
    ['it has run a job since', aState({ ...failed, machines: [{ ...ahead, firstJobAt: NOW - 60 }] }), {}],
    ['it was launched for a job that waited', aState({ ...failed, machines: [aMachine('Idle', 9)] }), {}],
  ])('stays while %s', (_, state, runner) => {
    expect(removed(state, aRunner(runner))).toEqual([]);
  });
});

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
