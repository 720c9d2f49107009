import fc from 'fast-check';
import type { Settings } from '../../../../lib/config/settings.ts';
import { idleTarget } from '../../../../lib/scaler/plan/idle-target.ts';
import { type Plan, plan } from '../../../../lib/scaler/plan/plan.ts';
import type { Machine } from '../../../../lib/scaler/state/machine.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { removing } from '../../../../lib/scaler/state/transitions.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';

const runnerNames = ['one', 'two'] as const;

const someRunner = (name: string) =>
  fc
    .record({
      limit: fc.nat(8),
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
        machine: { ...machine, idle: { idleCount, idleCountMin, idleScaleFactor, idleTime } },
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
    )
    .map(([state, runner, age, builds]) => aMachine(state, number, { runner, since: NOW - age, builds }));

const state: fc.Arbitrary<State> = fc
  .tuple(fc.nat(12), fc.array(fc.subarray(['linux', 'gpu', 'arm']), { maxLength: 15 }))
  .chain(([count, jobs]) =>
    fc
      .tuple(...times(count, machine))
      .map((machines) =>
        aState({ machines, jobs: jobs.map((tags, index) => aJob('pending', index + 1, { tags })) }),
      ),
  );

/** The state as it is once the plan has been carried out and nothing else has happened. */
function carriedOut(before: State, { launches, removals }: Plan): State {
  const leaving = new Set(removals.map(({ machine: { instanceId } }) => instanceId));
  const launched = launches.flatMap(({ runner, count }) =>
    times(count, (number) => ({
      ...aMachine('Creating', number, { runner: runner.name }),
      instanceId: `i-${runner.name}-${number}`,
    })),
  );
  const staying = before.machines.map((one) =>
    leaving.has(one.instanceId) ? removing(one, 'planned', NOW) : one,
  );
  return { ...before, machines: [...staying, ...launched] };
}

const anyCase = fc.tuple(state, settings);
const of = (machines: readonly Machine[], runner: string) => machines.filter((one) => one.runner === runner);

test('never above limit, nor above concurrent, unless there were more already', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const after = carriedOut(before, plan(before, given, NOW));
      expect(after.machines.length).toBeLessThanOrEqual(Math.max(given.concurrent, before.machines.length));
      for (const { name, limit } of given.runners.filter((runner) => runner.limit > 0)) {
        const most = Math.max(limit, of(before.machines, name).length);
        expect(of(after.machines, name).length).toBeLessThanOrEqual(most);
      }
    }),
  );
});

const plansNothingMore = ([before, given]: readonly [State, Settings]) => {
  const again = plan(carriedOut(before, plan(before, given, NOW)), given, NOW);
  expect({ launches: again.launches, removals: again.removals }).toEqual({ launches: [], removals: [] });
};

test('planning again on what was planned plans nothing', () => {
  const oneRunner = anyCase.map(([before, given]): readonly [State, Settings] => [
    { ...before, machines: of(before.machines, 'one') },
    { ...given, runners: given.runners.slice(0, 1) },
  ]);
  fc.assert(fc.property(oneRunner, plansNothingMore));
});

test('nor with several runners, where nothing was held back: what one may not have, another may', () => {
  const unheld = anyCase.filter(([before, given]) => plan(before, given, NOW).held.length === 0);
  fc.assert(fc.property(unheld, plansNothingMore));
});

test('a machine that runs a job is never removed', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const states = plan(before, given, NOW).removals.map(({ machine: one }) => one.state);
      expect(states).not.toContain('Used');
    }),
  );
});

test('more jobs never mean fewer machines', () => {
  const withOneMore = ({ jobs, ...rest }: State): State => ({
    ...rest,
    jobs: [...jobs, aJob('pending', jobs.length + 1)],
  });
  const staying = (before: State, given: Settings) =>
    carriedOut(before, plan(before, given, NOW)).machines.filter((one) => one.state !== 'Removing').length;
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      expect(staying(withOneMore(before), given)).toBeGreaterThanOrEqual(staying(before, given));
    }),
  );
});

test('removing for IdleTime leaves what the idle rules want', () => {
  fc.assert(
    fc.property(anyCase, ([before, given]) => {
      const { removals } = plan(before, given, NOW);
      for (const runner of given.runners) {
        const idleTooLong = removals.filter(
          (removal) => removal.machine.runner === runner.name && removal.reason.includes('IdleTime'),
        );
        const hasMadeRoom = removals.some(({ reason }) => reason.includes('concurrent'));
        if (idleTooLong.length === 0 || hasMadeRoom) continue;
        const gone = new Set(removals.map(({ machine: one }) => one.instanceId));
        const left = of(before.machines, runner.name).filter(
          (one) => (one.state === 'Idle' || one.state === 'Creating') && !gone.has(one.instanceId),
        );
        const inUse = of(before.machines, runner.name).filter((one) => one.state === 'Used').length;
        const target = idleTarget({ ...runner.machine.idle, period: null }, inUse);
        expect(left.length).toBeGreaterThanOrEqual(target.count);
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
