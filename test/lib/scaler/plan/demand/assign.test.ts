import fc from 'fast-check';
import { assign, type Group } from '../../../../../lib/scaler/plan/demand/assign.ts';

test.each<[string, Group[], number[][], number[]]>([
  ['the first able runner with room', [{ able: [0, 1], count: 1 }], [[1, 1]], [1, 0]],
  ['then the next', [{ able: [0, 1], count: 3 }], [[1, 5]], [1, 2]],
  [
    'a job with a choice makes way for one without',
    [
      { able: [0, 1], count: 1 },
      { able: [0], count: 1 },
    ],
    [[1, 1]],
    [1, 1],
  ],
  [
    'over two steps too',
    [
      { able: [0, 1], count: 1 },
      { able: [1, 2], count: 1 },
      { able: [0], count: 1 },
    ],
    [[1, 1, 1]],
    [1, 1, 1],
  ],
  [
    'a lower level is filled before the next is opened',
    [{ able: [0, 1], count: 2 }],
    [
      [0, 1],
      [5, 5],
    ],
    [1, 1],
  ],
  ['what finds no room goes to the first able', [{ able: [1, 2], count: 4 }], [[9, 1, 1]], [0, 3, 1]],
  ['a negative capacity is none', [{ able: [0, 1], count: 1 }], [[-2, 1]], [0, 1]],
])('%s', (_, groups, levels, expected) => {
  expect(assign(groups, levels)).toEqual(expected);
});

const groups = fc.array(fc.record({ able: fc.subarray([0, 1, 2], { minLength: 1 }), count: fc.nat(6) }), {
  maxLength: 5,
});
const capacities = fc.tuple(fc.nat(6), fc.nat(6), fc.nat(6));

test('no job is lost, none is invented', () => {
  fc.assert(
    fc.property(groups, capacities, (some, capacity) => {
      const total = assign(some, [capacity]).reduce((sum, count) => sum + count, 0);
      expect(total).toBe(some.reduce((sum, { count }) => sum + count, 0));
    }),
  );
});

test('a runner is overloaded only if no other way of spreading would have helped', () => {
  /** Hall's condition: for a set of runners, the jobs that only they can run against their capacity. */
  const fits = (some: readonly Group[], capacity: readonly number[]) =>
    [1, 2, 3, 4, 5, 6, 7].every((mask) => {
      const inside = (runner: number) => (mask & (1 << runner)) !== 0;
      const bound = some.filter(({ able }) => able.every(inside)).reduce((sum, { count }) => sum + count, 0);
      return bound <= capacity.reduce((sum, free, runner) => sum + (inside(runner) ? free : 0), 0);
    });
  fc.assert(
    fc.property(groups, capacities, (some, capacity) => {
      const isWithin = assign(some, [capacity]).every((count, runner) => count <= (capacity[runner] ?? 0));
      expect(isWithin).toBe(fits(some, capacity));
    }),
  );
});
