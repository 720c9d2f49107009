import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import {
  spotLifetimes,
  UNINTERRUPTED,
  whenLifetimeEnds,
} from '../../../../lib/simulation/ec2/interruptions.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';

const HOUR = 3600;

test('at a rate of 5 in 100 hours machines run for 20 hours on average', () => {
  const lifetime = spotLifetimes(5, new SeededRandom(1));
  const all = Array.from({ length: 20_000 }, (_, machine) => lifetime(`machine ${machine}`));
  expect(all.reduce((sum, each) => sum + each, 0) / all.length / HOUR).toBeCloseTo(20, 0);
});

test('a machine’s lifetime follows from the seed and its id, whatever was asked before', () => {
  const [one, other] = [spotLifetimes(5, new SeededRandom(1)), spotLifetimes(5, new SeededRandom(1))];
  one('another');
  expect(one('a machine')).toBe(other('a machine'));
  expect(one('a machine')).not.toBe(spotLifetimes(5, new SeededRandom(2))('a machine'));
});

test('at a rate of 0 nothing is interrupted', () => {
  expect(spotLifetimes(0, new SeededRandom(1))).toBe(UNINTERRUPTED);
});

test.each([60, HOUR, 2.5 * HOUR])('interrupts after %d s, once', async (lifetime) => {
  const clock = new VirtualClock(0);
  const at: number[] = [];
  whenLifetimeEnds(
    clock,
    lifetime,
    () => true,
    () => at.push(clock.now()),
  );
  await clock.advance(10 * HOUR);
  expect(at).toEqual([lifetime]);
});

test('not one that has ended before', async () => {
  const clock = new VirtualClock(0);
  let interrupted = 0;
  whenLifetimeEnds(
    clock,
    2.5 * HOUR,
    () => clock.now() < HOUR,
    () => {
      interrupted += 1;
    },
  );
  await clock.advance(10 * HOUR);
  expect(interrupted).toBe(0);
});
