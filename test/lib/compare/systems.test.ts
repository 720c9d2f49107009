import { mostAtOnce } from '../../../lib/compare/most-at-once.ts';
import { overloadOf } from '../../../lib/compare/overload.ts';
import { BOOT, bootOf, sharedOut } from '../../../lib/compare/systems.ts';
import { aRunner, someSettings } from '../../builders/settings.ts';
import { aWorkload, type Coming } from '../../builders/workload.ts';

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

test('a machine of an image of its own boots sooner', () => {
  const withImage = aRunner({ ec2: { ...aRunner().ec2, imageId: 'ami-0a' } });
  expect(bootOf(someSettings({ runners: [withImage] }))).toEqual(BOOT);
  expect(bootOf(someSettings({ runners: [withImage, aRunner({ name: 'two' })] }))).toEqual([42, 62]);
});

test.each<[string, Coming[], number | undefined]>([
  [
    'what can be done in time',
    [
      [0, 1000],
      [0, 1000],
    ],
    undefined,
  ],
  ['a peak that is worked off within half an hour', Array(5).fill([600, 600]), undefined],
  ['more work than two machines do in the time', Array(40).fill([0, 600]), 12_000],
  ['a peak, and nothing after it', [...Array(8).fill([600, 900])], 3600],
])('%s: the worst wait is known at once', (_, comings, worst) => {
  const settings = someSettings({ concurrent: 2 });
  expect(overloadOf(aWorkload(settings, comings, 7200), settings)?.worstWait).toBe(worst);
});
