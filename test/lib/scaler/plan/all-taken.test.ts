import fc from 'fast-check';
import type { Settings } from '../../../../lib/config/settings.ts';
import { isAllTaken } from '../../../../lib/scaler/plan/all-taken.ts';
import { plan } from '../../../../lib/scaler/plan/plan.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { placed } from '../../../../lib/scaler/state/places.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, aState, NOW, times } from '../../../builders/state.ts';
import { coming, habit, habits, history, running, took } from './foresight/a-pipeline.ts';

const one = (concurrent: number, limit = 0): Settings =>
  someSettings({ concurrent, runners: [aRunner({ limit })] });
const waiting = (count: number) => times(count, (number) => aJob('pending', 50 + number));
const used = aMachine('Used', 1);
const idle = aMachine('Idle', 2);
const creating = aMachine('Creating', 3);

test.each<[string, boolean, Partial<State>, Settings]>([
  ['all machines run jobs, and concurrent is reached', true, { machines: [used] }, one(1)],
  ['all machines run jobs, and limit is reached', true, { machines: [used] }, one(9, 1)],
  ['there is room for another machine', false, { machines: [used] }, one(2)],
  ['jobs wait for the idle one', true, { machines: [used, idle], jobs: waiting(1) }, one(2)],
  ['nothing waits for the idle one', false, { machines: [used, idle] }, one(2)],
  ['fewer jobs wait than places are free', false, { machines: [idle, creating], jobs: waiting(1) }, one(2)],
  ['as many wait as machines boot', true, { machines: [used, creating], jobs: waiting(1) }, one(2)],
  ['and as are asked for', true, { machines: [used], launches: [aLaunch()], jobs: waiting(1) }, one(2)],
  ['nobody waits for what is asked for', false, { machines: [used], launches: [aLaunch()] }, one(2)],
])('is all taken: %s: %s', (_, expected, state, settings) => {
  expect(isAllTaken(aState(state), settings, NOW)).toBe(expected);
});

/** A pipeline, some of whose jobs run, beside a backlog: what will come is known. */
const anyState: fc.Arbitrary<State> = fc
  .record({
    states: fc.array(
      fc.tuple(
        fc.constantFrom('Used' as const, 'Used' as const, 'Idle' as const, 'Creating' as const),
        fc.constantFrom('one', 'two'),
        fc.nat(900),
        fc.integer({ min: 1, max: 2 }),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 6 },
    ),
    waits: fc.nat(8),
    age: fc.nat(120),
    comes: fc.nat(6),
    surplus: fc.nat(3),
  })
  .map(({ states, waits, age, comes, surplus }) => ({
    ...aState({
      machines: states.map(([state, runner, old, places, isAhead], index): Machine => {
        const more = { runner, since: NOW - old, ...placed(places), ...(isAhead && { isAhead }) };
        return aMachine(state, index + 1, more);
      }),
      jobs: [
        running('build', 1, age),
        ...times(comes, (number) => coming('test', 2 + number)),
        ...waiting(waits),
      ],
      surpluses: {
        all: [{ runner: 'one', since: NOW - 1200, places: surplus }],
        revision: 1,
      },
    }),
    habits: [...habits, ...times(6, (number) => habit('test', 2 + number, took(90)))],
    histories: [history()],
  }));

const anySettings: fc.Arbitrary<Settings> = fc
  .record({
    concurrent: fc.integer({ min: 1, max: 8 }),
    limit: fc.nat(3),
    idleCount: fc.nat(2),
    idleTime: fc.nat(600),
  })
  .map(({ concurrent, limit, idleCount, idleTime }) =>
    someSettings({
      concurrent,
      runners: ['one', 'two'].map((name) =>
        aRunner({ name, limit, machine: { idle: anIdle(idleCount, idleTime) } }),
      ),
    }),
  );

test('where all is taken, what is known of coming jobs changes nothing that is done', () => {
  let count = 0;
  fc.assert(
    fc.property(anyState, anySettings, (state, settings) => {
      if (!isAllTaken(state, settings, NOW)) return;
      count += 1;
      const { habits: _, ...unknowing } = state;
      expect(doneBy(unknowing, settings)).toEqual(doneBy(state, settings));
    }),
    { numRuns: 1000 },
  );
  expect(count).toBeGreaterThan(100);
});

function doneBy(state: State, settings: Settings) {
  const { launches, removals, retirements, surpluses } = plan(state, settings, NOW);
  return { launches, removals, retirements, surpluses };
}
