import { withFourPlaces } from '../../../lib/compare/four-places.ts';
import { mostAtOnce } from '../../../lib/compare/most-at-once.ts';
import { BASTIONLESS } from '../../../lib/compare/names.ts';
import { oneMore } from '../../../lib/compare/one-more.ts';
import { overloadOf } from '../../../lib/compare/overload.ts';
import { BOOT, bootOf, sharedOut, simulate } from '../../../lib/compare/systems.ts';
import { aMachineSection, aRunner, someSettings } from '../../builders/settings.ts';
import { aScenario, aWorkload, type Coming, jobs } from '../../builders/workload.ts';

const runners = (...limits: number[]) => limits.map((limit, index) => aRunner({ name: `${index}`, limit }));

test.each([
  [10, [0], 10],
  [10, [4], 4],
  [10, [4, 20], 10],
  [10, [2, 3], 5],
])('concurrent %i and limits %j let %i machines exist at once', (concurrent, limits, most) => {
  expect(mostAtOnce(someSettings({ concurrent, runners: runners(...limits) }))).toBe(most);
});

test('an entry and its sizes share its limit, and the machines with most places fill it', () => {
  const entry = { name: 'linux', limit: 4 };
  const large = aRunner({ name: 'linux/large', entry, limit: 3, machine: { places: 2 } });
  const runners = [aRunner({ name: 'linux', entry, limit: 4 }), large, aRunner({ name: 'arm', limit: 5 })];
  expect(mostAtOnce(someSettings({ concurrent: 100, runners }))).toBe(3 * 2 + 1 + 5);
});

test('"one more", if a limit is reached, is twice as many of the entry too', async () => {
  const settings = someSettings({ concurrent: 4, runners: runners(1) });
  const workload = aWorkload(settings, Array(6).fill([0, 600]), 7200);
  const scenario = aScenario(settings, workload);
  const { result } = await simulate(BASTIONLESS, scenario);
  const more = await oneMore(scenario, result);
  expect(more.change).toBe('concurrent = 8 and twice the limit');
  expect(more.result.waitSeconds.max).toBeLessThan(0.6 * result.waitSeconds.max);
});

test.each([
  [10, 0, 8],
  [12, 0, 12],
  [12, 2, 8],
])('with four places, concurrent %i and limit %i let %i jobs run at once', (concurrent, limit, most) => {
  const machine = aMachineSection({ places: 4 });
  expect(mostAtOnce(someSettings({ concurrent, runners: [aRunner({ limit, machine })] }))).toBe(most);
});

describe('four places', () => {
  const { ec2 } = aRunner();
  const machine = aMachineSection({ maxBuilds: 5, maxGrowthRate: 3 });
  const market = { kind: 'Spot', onDemandFallback: false, maxPrice: '0.03' } as const;
  const packed = withFourPlaces(
    someSettings({
      concurrent: 10,
      runners: [
        aRunner({
          ...{ limit: 6, entry: { name: 'linux', limit: 0 }, machine },
          ec2: {
            ...ec2,
            instanceTypes: ['m7i.large', 't3.medium'],
            market,
            disk: { ...ec2.disk, gibibytes: 16 },
          },
        }),
      ],
    }),
  );

  test('are a machine four times as large, with counts per machine that suit as many jobs', () => {
    expect(packed).toMatchObject({
      concurrent: 12,
      runners: [
        {
          ...{ limit: 2, entry: { limit: 0 } },
          machine: { ...machine, places: 4, maxBuilds: 20, maxGrowthRate: 1 },
          ec2: {
            instanceTypes: ['m7i.2xlarge', 't3.xlarge'],
            disk: { gibibytes: 64 },
            market: { maxPrice: '0.12' },
          },
        },
      ],
    });
  });

  test('are refused if EC2 has no such type', () => {
    const large = aRunner({ ec2: { ...ec2, instanceTypes: ['c7i.48xlarge'] } });
    expect(() => withFourPlaces(someSettings({ runners: [large] }))).toThrow(
      'there is no type four times as large as c7i.48xlarge',
    );
  });
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

test('a machine with its own image boots sooner', () => {
  const withImage = aRunner({ ec2: { ...aRunner().ec2, imageId: 'ami-0a' } });
  expect(bootOf(someSettings({ runners: [withImage] }))).toEqual(BOOT);
  expect(bootOf(someSettings({ runners: [withImage, aRunner({ name: 'two' })] }))).toEqual([42, 62]);
});

test.each<[string, Coming[], number | undefined]>([
  ['what can be done in time', jobs([0, 1000], [0, 1000]), undefined],
  ['a peak that is worked off within half an hour', Array(5).fill([600, 600]), undefined],
  ['more work than two machines do in the time', Array(40).fill([0, 600]), 12_000],
  ['a peak, and nothing after it', [...Array(8).fill([600, 900])], 3600],
])('%s: the worst wait is known at once', (_, comings, worst) => {
  const settings = someSettings({ concurrent: 2 });
  expect(overloadOf(aWorkload(settings, comings, 7200), settings)?.worstWait).toBe(worst);
});
