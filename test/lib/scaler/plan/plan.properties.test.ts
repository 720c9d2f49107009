import fc from 'fast-check';
import type { Settings } from '../../../../lib/config/settings.ts';
import { lowestLimit } from '../../../../lib/config/translate/lowest-limit.ts';
import { idleTarget } from '../../../../lib/scaler/plan/idle/idle-target.ts';
import { type Plan, plan } from '../../../../lib/scaler/plan/plan.ts';
import { freePlaces } from '../../../../lib/scaler/plan/tally.ts';
import { jobsOf, type Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { removing } from '../../../../lib/scaler/state/machines/transitions.ts';
import { placed, placesOf, type RunningJobs, withJob } from '../../../../lib/scaler/state/places.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';

const runnerNames = ['one', 'two'] as const;

const someRunner = (name: string) =>
  fc
    .record({
      limit: fc.nat(8),
      places: fc.integer({ min: 1, max: 3 }),
      maxGrowthRate: fc.nat(4),
      maxBuilds: fc.nat(3),
      idleCount: fc.nat(4),
      idleCountMin: fc.nat(3),
      idleScaleFactor: fc.constantFrom(0, 0, 0.5, 1.5),
      idleTime: fc.nat(200),
      tags: fc.subarray(['linux', 'gpu']),
    })
    .map(({ limit, tags, idleCount, idleCountMin, idleScaleFactor, idleTime, ...machine }) =>
      aRunner({
        name,
        limit,
        tags,
        machine: {
          ...machine,
          places: lowestLimit(machine.maxBuilds, machine.places),
          idle: { idleCount, idleCountMin, idleScaleFactor, idleTime },
        },
      }),
    );

const settings: fc.Arbitrary<Settings> = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.tuple(someRunner('one'), someRunner('two')))
  .map(([concurrent, runners]) => someSettings({ concurrent, runners }));

const machine = (number: number): fc.Arbitrary<Machine> =>
  fc
    .tuple(
      fc.constantFrom('Creating' as const, 'Idle' as const, 'Used' as const, 'Removing' as const),
      fc.constantFrom(...runnerNames),
      fc.nat(700),
      fc.nat(4),
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([state, runner, age, builds, places, jobs]) => {
      const running = times(jobs, (job) => 100 * number + job);
      const jobIds = running.reduce<RunningJobs>((all, id) => withJob(all, id, places), [100 * number]);
      return aMachine(state, number, { runner, since: NOW - age, builds, ...placed(places), jobIds });
    });

const surpluses = fc
  .array(fc.record({ runner: fc.constantFrom(...runnerNames), age: fc.nat(1200), places: fc.nat(12) }), {
    maxLength: 2,
  })
  .map((all) => ({
    all: all.map(({ age, ...surplus }) => ({ ...surplus, since: NOW - age })),
    revision: 1,
  }));

const state: fc.Arbitrary<State> = fc
  .tuple(fc.nat(12), fc.array(fc.subarray(['linux', 'gpu', 'arm']), { maxLength: 15 }), surpluses)
  .chain(([count, jobs, surpluses]) =>
    fc.tuple(...times(count, machine)).map((machines) =>
      aState({
        ...{ machines, surpluses },
        jobs: jobs.map((tags, index) => aJob('pending', index + 1, { tags })),
      }),
    ),
  );

/** The state as it is once the plan has been carried out and nothing else has happened. */
function carriedOut(before: State, { launches, removals, retirements, surpluses }: Plan): State {
  const retired = new Set(retirements.map(({ machine: { instanceId } }) => instanceId));
  const leaving = new Set(removals.map(({ machine: { instanceId } }) => instanceId));
  const launched = launches.flatMap(({ runner, count }) =>
    times(count, (number) => ({
      ...aMachine('Creating', number, { runner: runner.name, ...placed(runner.machine.places) }),
      instanceId: `i-${runner.name}-${number}`,
    })),
  );
  const staying = before.machines.map((one): Machine => {
    if (retired.has(one.instanceId)) return { ...one, isPaused: true };
    return leaving.has(one.instanceId) ? removing(one, 'planned', NOW) : one;
  });
  return {
    ...before,
    machines: [...staying, ...launched],
    surpluses: { all: surpluses, revision: 1 },
  };
}

const anyCase = fc.tuple(state, settings);
const of = (machines: readonly Machine[], runner: string) => machines.filter((one) => one.runner === runner);

const placesIn = (machines: readonly Machine[]): number =>
  machines.reduce((sum, one) => sum + placesOf(one), 0);

test('never above limit, nor above concurrent, unless there were more already', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const after = carriedOut(before, plan(before, given, NOW));
      const most = Math.max(given.concurrent, placesIn(before.machines));
      expect(placesIn(after.machines)).toBeLessThanOrEqual(most);
      for (const { name, limit } of given.runners.filter((runner) => runner.limit > 0)) {
        const most = Math.max(limit, of(before.machines, name).length);
        expect(of(after.machines, name).length).toBeLessThanOrEqual(most);
      }
    }),
  );
});

/** A machine that is launched may have more places than were missing: then an older one may be needed no more. */
const plansNothingMore = ([before, given]: readonly [State, Settings]) => {
  const after = carriedOut(before, plan(before, given, NOW));
  const again = plan(after, given, NOW);
  expect(again.launches).toEqual([]);
  const hasOnePlaceEach = placesIn(after.machines) === after.machines.length;
  const { launches, removals, retirements } = hasOnePlaceEach
    ? again
    : plan(carriedOut(after, again), given, NOW);
  expect({ launches, removals, retirements }).toEqual({ launches: [], removals: [], retirements: [] });
};

const ofOneRunner = anyCase.map(([before, given]): readonly [State, Settings] => [
  { ...before, machines: of(before.machines, 'one') },
  { ...given, runners: given.runners.slice(0, 1) },
]);

test('planning again on what was planned plans nothing', () => {
  fc.assert(fc.property(ofOneRunner, plansNothingMore));
});

test('nor with several runners, where nothing was held back: what one may not have, another may', () => {
  const unheld = anyCase.filter(([before, given]) => plan(before, given, NOW).held.length === 0);
  fc.assert(fc.property(unheld, plansNothingMore));
});

/** The state some minutes later, if jobs are slow and wait on: what was launched is ready, what left is gone. */
const later = ({ machines, ...rest }: State): State => ({
  ...rest,
  machines: machines
    .filter(({ state }) => state !== 'Removing')
    .map((one, number) =>
      one.state === 'Creating'
        ? { ...aMachine('Idle', 1000 + number, { runner: one.runner }), ...placed(placesOf(one)) }
        : one,
    ),
});

test('however it goes on, it comes to rest: none is launched to be removed, and launched, and removed', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const steps = times(12, (number) => number);
      const last = steps.reduce((state) => later(carriedOut(state, plan(state, given, NOW))), before);
      const { launches, removals } = plan(last, given, NOW);
      expect({ launches, removals }).toEqual({ launches: [], removals: [] });
    }),
    { numRuns: 400 },
  );
});

test('a machine that runs a job is never removed', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const states = plan(before, given, NOW).removals.map(({ machine: one }) => one.state);
      expect(states).not.toContain('Used');
    }),
  );
});

/** Those of several places are left out. */
const withOnePlaceEach = anyCase.map(([before, given]): readonly [State, Settings] => [
  { ...before, machines: before.machines.filter((one) => placesOf(one) === 1) },
  {
    ...given,
    runners: given.runners.map((runner) => ({ ...runner, machine: { ...runner.machine, places: 1 } })),
  },
]);

const withOneMore = ({ jobs, ...rest }: State): State => ({
  ...rest,
  jobs: [...jobs, aJob('pending', [...jobs].length + 1)],
});

/** Of several places each it is not so: one of two for a job may take all that `concurrent` leaves two idle ones. */
test('more jobs never mean fewer machines of one place', () => {
  const staying = (before: State, given: Settings) =>
    carriedOut(before, plan(before, given, NOW)).machines.filter((one) => one.state !== 'Removing').length;
  fc.assert(
    fc.property(withOnePlaceEach, ([before, given]) => {
      expect(staying(withOneMore(before), given)).toBeGreaterThanOrEqual(staying(before, given));
    }),
  );
});

test('nor fewer places of one runner for them', () => {
  const free = (before: State, given: Settings) => {
    const { machines } = carriedOut(before, plan(before, given, NOW));
    const maxBuilds = given.runners[0]?.machine.maxBuilds ?? 0;
    return machines.reduce((sum, one) => sum + freePlaces(one, maxBuilds), 0);
  };
  fc.assert(
    fc.property(ofOneRunner, ([before, given]) => {
      expect(free(withOneMore(before), given)).toBeGreaterThanOrEqual(free(before, given));
    }),
  );
});

test('removing for IdleTime leaves what the idle rules want', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const { removals: gones, retirements } = plan(before, given, NOW);
      const removals = [...gones, ...retirements];
      for (const runner of given.runners) {
        const idleTooLong = removals.filter(
          (removal) => removal.machine.runner === runner.name && removal.reason.includes('IdleTime'),
        );
        const hasMadeRoom = removals.some(({ reason }) => reason.includes('concurrent'));
        if (idleTooLong.length === 0 || hasMadeRoom) continue;
        const gone = new Set(removals.map(({ machine: one }) => one.instanceId));
        const own = of(before.machines, runner.name);
        const left = own.map((one) =>
          gone.has(one.instanceId) ? 0 : freePlaces(one, runner.machine.maxBuilds),
        );
        const inUse = own.reduce((sum, one) => sum + jobsOf(one).length, 0);
        const target = idleTarget({ ...runner.machine.idle, period: null }, inUse);
        expect(left.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(target.count);
      }
    }),
  );
});

test('while an operator drains, nothing is launched, and all that is Idle leaves', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const { launches, removals } = plan({ ...before, drain: { since: NOW, reason: '' } }, given, NOW);
      expect(launches).toEqual([]);
      const idle = before.machines.filter((one) => one.state === 'Idle');
      expect(removals.map(({ machine: one }) => one)).toEqual(expect.arrayContaining(idle));
    }),
  );
});
