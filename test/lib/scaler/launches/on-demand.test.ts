import { askForLaunch } from '../../../../lib/scaler/launches/ask-for-launch.ts';
import { recordLaunched } from '../../../../lib/scaler/launches/record-launched.ts';
import type { Launched } from '../../../../lib/scaler/ports/ec2.ts';
import type { Launch } from '../../../../lib/scaler/state/launches/launch.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aLaunch } from '../../../builders/state.ts';
import { TestWorld } from '../a-world.ts';

const NONE: Launched = {
  instances: [],
  errors: [{ code: 'InsufficientInstanceCapacity', message: 'there is none' }],
};

const refusedAs = (code: string): Launched => ({ instances: [], errors: [{ code, message: 'no' }] });

/** A world without spot capacity, where machines on demand may be bought instead. */
function withoutSpot(onDemand?: Launched, spot = NONE) {
  const any = aRunner();
  const runner = { ...any, ec2: { ...any.ec2, market: { kind: 'Spot', onDemandFallback: true } } } as const;
  const t = new TestWorld(someSettings({ runners: [runner] }));
  const asked: Launch['market'][] = [];
  const launch = t.ec2.launch.bind(t.ec2);
  t.ec2.launch = async (wanted, of) => {
    asked.push(wanted.market);
    return wanted.market === 'Spot' ? spot : (onDemand ?? launch(wanted, of));
  };
  return { t, runner, asked, launches: async () => (await t.world.store.readActive()).launches };
}

test('what spot could not is bought on demand', async () => {
  const { t, asked, launches } = withoutSpot();
  await t.push([{ name: 'unit' }, { name: 'lint' }]);
  await t.reconcile();
  expect([asked, (await t.machines()).length, await launches()]).toEqual([['Spot', 'OnDemand'], 2, []]);
});

test.each(['InvalidParameterValue', 'UnauthorizedOperation', 'SomethingNew'])(
  'but not what EC2 refuses as %s, which is no want of capacity',
  async (code) => {
    const { t, asked } = withoutSpot(undefined, refusedAs(code));
    await t.push([{ name: 'unit' }]);
    await t.reconcile();
    expect([asked, t.ec2.instances()]).toEqual([['Spot'], []]);
  },
);

test('what was launched ahead on spot is so on demand', async () => {
  const { t, runner } = withoutSpot();
  const launch = aLaunch({ runner: runner.name, count: 3, ahead: 2 });
  await t.world.store.openLaunches([launch], {});
  await askForLaunch(t.world, launch, runner);
  expect((await t.machines()).map(({ isAhead = false }) => isAhead).toSorted()).toEqual([false, true, true]);
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

test('a launch of which EC2 gave a part is the first that it refused again', async () => {
  const { t, runner, launches } = withoutSpot();
  const launch = aLaunch({ runner: runner.name, count: 2, refused: 5, market: 'OnDemand' });
  await t.world.store.openLaunches([launch], {});
  const [instance] = (await t.ec2.launch({ ...launch, count: 1 }, runner)).instances;
  await recordLaunched(t.world, launch, runner, { ...NONE, instances: instance ? [instance] : [] });
  expect((await launches()).map(({ refused }) => refused)).toEqual([1]);
});
