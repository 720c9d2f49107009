import { untilQuiet } from '../../../../lib/simulation/clock/until-quiet.ts';
import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import type { Faults } from '../../../../lib/simulation/faults/faults.ts';
import type { FaultKind } from '../../../../lib/simulation/faults/kinds.ts';
import { NO_FAULTS } from '../../../../lib/simulation/faults/no-faults.ts';
import { dangerously } from '../../../../lib/simulation/faults/port-faults.ts';
import { Weather } from '../../../../lib/simulation/faults/weather.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import { Lambda, type Outcome } from '../../../../lib/simulation/world/lambda.ts';
import { NOW } from '../../../builders/state.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Strikes wherever the kind may strike the call. */
const always = (kind: FaultKind, call: string): Faults => ({
  strikes: (asked, where) => asked === kind && where.endsWith(call),
  amount: (_, __, low) => low,
});

/** A function that calls a port twice, the second time by two branches at once, on a Lambda with faults. */
function aFunction(faults: Faults) {
  const clock = new VirtualClock(NOW, untilQuiet());
  const weather = new Weather(clock, NO_FAULTS, NOW);
  const lambda = new Lambda({
    scheduler: clock,
    random: new SeededRandom(1),
    log: silent,
    carrierFor: (process) => dangerously({ scheduler: clock, faults, weather, isSafe: false }, process),
    clockFor: () => clock,
    tamper: (_, target) => target,
  });
  const effects: string[] = [];
  const seen: string[] = [];
  const port = {
    put: async (what: string) => {
      effects.push(what);
      return `${what} ${effects.length}`;
    },
  };
  const invoke = lambda.create('reconcile', (invocation) => async () => {
    const { put } = invocation.port('store', port);
    seen.push(await put('one'));
    seen.push(...(await Promise.all([put('two'), put('three')])));
    return 'done';
  });
  const run = async (): Promise<Outcome<string>> => {
    let outcome: Outcome<string> | undefined;
    void invoke().then((came) => {
      outcome = came;
    });
    await clock.advance(200);
    if (outcome === undefined) throw new Error('it was never over');
    return outcome;
  };
  return { run, effects, seen };
}

test('without faults all calls are made and answered', async () => {
  const { run, effects, seen } = aFunction(NO_FAULTS);
  expect(await run()).toEqual({ kind: 'Answered', value: 'done' });
  expect(effects).toEqual(['one', 'two', 'three']);
  expect(seen).toEqual(['one 1', 'two 2', 'three 3']);
});

interface Case {
  readonly kind: FaultKind;
  readonly effects: readonly string[];
  readonly seen: readonly string[];
  readonly outcome: Outcome<string>['kind'];
}

test.each<Case>([
  { kind: 'killed before a call', effects: ['one'], seen: ['one 1'], outcome: 'Failed' },
  { kind: 'killed after a call', effects: ['one', 'two', 'three'], seen: ['one 1'], outcome: 'Failed' },
  { kind: 'call refused', effects: ['one', 'three'], seen: ['one 1'], outcome: 'Failed' },
  { kind: 'answer lost', effects: ['one', 'two', 'three'], seen: ['one 1'], outcome: 'Failed' },
  { kind: 'call late', effects: ['one', 'three', 'two'], seen: ['one 1'], outcome: 'Failed' },
  {
    kind: 'call slow',
    effects: ['one', 'three', 'two'],
    seen: ['one 1', 'two 3', 'three 2'],
    outcome: 'Answered',
  },
  {
    kind: 'call repeated',
    effects: ['one', 'two', 'two', 'three'],
    seen: ['one 1', 'two 3', 'three 4'],
    outcome: 'Answered',
  },
])('$kind', async ({ kind, effects, seen, outcome }) => {
  const called = aFunction(always(kind, 'store.put 2'));
  expect((await called.run()).kind).toBe(outcome);
  expect(called.effects).toEqual(effects);
  expect(called.seen).toEqual(seen);
});
