import type { Launched } from '../../../../lib/scaler/ports/ec2.ts';
import type { Launch } from '../../../../lib/scaler/state/launches/launch.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { TestWorld } from '../a-world.ts';

const NONE: Launched = {
  instances: [],
  errors: [{ code: 'InsufficientInstanceCapacity', message: 'there is none' }],
};

/** A world without spot capacity, where machines on demand may be bought instead. */
function withoutSpot(onDemand?: Launched) {
  const runner = aRunner();
  const ec2 = { ...runner.ec2, market: { kind: 'Spot', onDemandFallback: true } } as const;
  const t = new TestWorld(someSettings({ runners: [{ ...runner, ec2 }] }));
  const asked: Launch['market'][] = [];
  const launch = t.ec2.launch.bind(t.ec2);
  t.ec2.launch = async (wanted, of) => {
    asked.push(wanted.market);
    return wanted.market === 'Spot' ? NONE : (onDemand ?? launch(wanted, of));
  };
  return { t, asked, launches: async () => (await t.world.store.readActive()).launches };
}

test('what spot could not is bought on demand', async () => {
  const { t, asked, launches } = withoutSpot();
  await t.push([{ name: 'unit' }, { name: 'lint' }]);
  await t.reconcile();
  expect([asked, (await t.machines()).length, await launches()]).toEqual([['Spot', 'OnDemand'], 2, []]);
});

test('but not while that is on no record', async () => {
  const { t, asked } = withoutSpot();
  await t.push([{ name: 'unit' }]);
  const succeedLaunch = async () => false;
  t.world.store.succeedLaunch = succeedLaunch;
  await t.reconcile();
  expect([asked, t.ec2.instances()]).toEqual([['Spot'], []]);
});

test('nothing is asked of EC2 where another reconcile has launched meanwhile', async () => {
  const { t, asked } = withoutSpot();
  await t.push([{ name: 'unit' }]);
  t.world.store.openLaunches = async () => false;
  await t.reconcile();
  expect(asked).toEqual([]);
});

test('a launch of which EC2 has said nothing is asked for again after twenty seconds, and not before', async () => {
  const t = new TestWorld(someSettings());
  let asked = 0;
  t.ec2.launch = () => {
    asked += 1;
    return Promise.reject(new Error('RequestLimitExceeded'));
  };
  await t.push([{ name: 'unit' }]);
  for (const expected of [1, 1, 2]) {
    await t.reconcile();
    expect(asked).toBe(expected);
    await t.clock.advance(15);
  }
});

test('where there is none either, each time counts as one more refusal', async () => {
  const { t, launches } = withoutSpot(NONE);
  await t.push([{ name: 'unit' }]);
  const refused: (number | undefined)[] = [];
  for (let minute = 0; minute < 3; minute += 1) {
    await t.reconcile();
    refused.push(...(await launches()).map((launch) => launch.refused));
    await t.clock.advance(60);
  }
  expect(refused).toEqual([1, 2, 3]);
});
