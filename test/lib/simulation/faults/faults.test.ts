import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { type Fault, nameOf, SeededFaults } from '../../../../lib/simulation/faults/faults.ts';
import { FAULT_KINDS, FAULTS } from '../../../../lib/simulation/faults/kinds.ts';
import { NOW } from '../../../builders/state.ts';

function someFaults(more: { readonly seed?: number; readonly only?: ReadonlySet<string> } = {}) {
  const clock = new VirtualClock(NOW);
  const struck: Fault[] = [];
  const faults = new SeededFaults({
    ...{ seed: 1, clock, until: NOW + 100, onStrike: (fault) => struck.push(fault) },
    ...more,
  });
  return { clock, struck, faults };
}

const places = Array.from({ length: 20_000 }, (_, index) => `place ${index}`);

test.each(FAULT_KINDS)('%s strikes as often as it is to', (kind) => {
  const { faults, struck } = someFaults();
  for (const where of places) faults.strikes(kind, where);
  const wanted = FAULTS[kind] * places.length;
  expect(Math.abs(struck.length - wanted)).toBeLessThan(5 * Math.sqrt(wanted));
});

test('the same seed strikes the same places, whatever was asked before', () => {
  const strikes = (asked: readonly string[]): string[] => {
    const { faults, struck } = someFaults();
    for (const where of asked) faults.strikes('webhook lost', where);
    return struck.map(nameOf).toSorted();
  };
  expect(strikes(places.toReversed())).toEqual(strikes(places));
});

test('another seed strikes others', () => {
  const [one, other] = [1, 2].map((seed) => {
    const { faults, struck } = someFaults({ seed });
    for (const where of places) faults.strikes('webhook lost', where);
    return struck.map(nameOf);
  });
  expect(one).not.toEqual(other);
});

test('of those that are chosen the others do not strike', () => {
  const all = someFaults();
  for (const where of places) all.faults.strikes('webhook lost', where);
  const chosen = all.struck.slice(3, 5);
  const some = someFaults({ only: new Set(chosen.map(nameOf)) });
  for (const where of places) some.faults.strikes('webhook lost', where);
  expect(some.struck).toEqual(chosen);
});

test('nothing strikes when the storm is over', async () => {
  const { clock, faults, struck } = someFaults();
  await clock.advance(100);
  for (const where of places) faults.strikes('webhook lost', where);
  expect(struck).toEqual([]);
});

test('the amount of a fault is between the two, and always the same', () => {
  const { faults } = someFaults();
  const amounts = places.map((where) => faults.amount('call slow', where, 5, 20));
  expect(Math.min(...amounts)).toBeGreaterThanOrEqual(5);
  expect(Math.max(...amounts)).toBeLessThan(20);
  expect(faults.amount('call slow', places[0] ?? '', 5, 20)).toBe(amounts[0]);
});
