import { mostAtOnce, sharedOut } from '../../../lib/compare/systems.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';

const runners = (...limits: number[]) => limits.map((limit, index) => aRunner({ name: `${index}`, limit }));

test.each([
  [10, [0], 10],
  [10, [4], 4],
  [10, [4, 20], 10],
  [10, [2, 3], 5],
])('concurrent %i and limits %j let %i machines exist at once', (concurrent, limits, most) => {
  expect(mostAtOnce(someSettings({ concurrent, runners: runners(...limits) }))).toBe(most);
});

test.each<[number, number[], number[]]>([
  [5, [0], [5]],
  [5, [0, 0], [3, 2]],
  [5, [1, 0], [1, 4]],
  [9, [2, 3], [2, 3]],
  [1, [0, 0], [1, 1]],
])('%i machines among runners with limits %j: %j', (count, limits, counts) => {
  expect(sharedOut(count, runners(...limits))).toEqual(counts);
});
