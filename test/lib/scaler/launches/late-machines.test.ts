import { reconcile } from '../../../../lib/scaler/reconcile.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { TestWorld } from '../a-world.ts';

const BOOT_TIMEOUT = 300;
/** Seconds for which EC2 may throttle, and a launch is still asked for again. */
const THROTTLED_FOR = 100;

/** EC2 throttles a launch, and then makes its machine. */
async function aThrottledLaunch() {
  const t = new TestWorld(someSettings({ runners: [aRunner({ machine: { bootTimeout: BOOT_TIMEOUT } })] }));
  const launch = t.ec2.launch.bind(t.ec2);
  t.ec2.launch = () => Promise.reject(new Error('RequestLimitExceeded'));
  await t.push([{ name: 'unit' }]);
  await t.reconcile();
  await t.clock.advance(THROTTLED_FOR);
  t.ec2.launch = launch;
  await t.reconcile();
  return t;
}

test('a machine has all of boot_timeout from when EC2 has made it, however late that is', async () => {
  const t = await aThrottledLaunch();
  const [made] = await t.machines();
  const isLeft = async () => (await t.machines()).some(({ instanceId }) => instanceId === made?.instanceId);
  await t.clock.advance(BOOT_TIMEOUT);
  await t.reconcile();
  expect(await isLeft()).toBe(true);
  await t.clock.advance(1);
  await t.reconcile();
  expect(await isLeft()).toBe(false);
});

test('a machine is charged for from when EC2 has made it', async () => {
  const t = await aThrottledLaunch();
  const [made] = await t.machines();
  const begun = t.clock.now();
  expect(made?.launchedAt).toBe(begun);
  await t.clock.advance(BOOT_TIMEOUT + 1);
  await t.reconcile();
  const charges = await t.world.store.chargesBetween(begun, t.clock.now() + 1);
  expect(charges).toMatchObject([{ instanceId: made?.instanceId, seconds: BOOT_TIMEOUT + 1 }]);
});

/** A world in which EC2 launches, and its answer is lost. */
function losingAnswers() {
  const t = new TestWorld(someSettings());
  const launch = t.ec2.launch.bind(t.ec2);
  const instancesOf = t.ec2.instancesOf.bind(t.ec2);
  t.ec2.launch = async (...asked) => {
    await launch(...asked);
    throw new Error('the answer did not arrive');
  };
  const hide = () => (t.ec2.instancesOf = async () => []);
  const show = () => (t.ec2.instancesOf = instancesOf);
  return { t, hide, show };
}

test('and where EC2 shows late what it has made, from when it had', async () => {
  const { t, hide, show } = losingAnswers();
  hide();
  await t.push([{ name: 'unit' }]);
  const begun = t.clock.now();
  await t.reconcile();
  await t.clock.advance(30);
  await t.reconcile();
  show();
  await t.clock.advance(THROTTLED_FOR);
  await t.reconcile();
  expect((await t.machines()).map(({ launchedAt }) => launchedAt)).toEqual([begun]);
});

describe('a launch whose answer was lost, of a runner that config.toml has no more', () => {
  const lost = async (shown: 'at once' | 'late') => {
    const { t, hide, show } = losingAnswers();
    await t.push([{ name: 'unit' }]);
    await t.reconcile();
    if (shown === 'late') hide();
    const deployed = someSettings({ runners: [aRunner({ name: 'another', runUntagged: false })] });
    const reconcileAfter = async (seconds: number) => {
      await t.clock.advance(seconds);
      await reconcile(t.world, deployed);
      return { launches: (await t.world.store.readActive()).launches.length, up: upOf(t) };
    };
    return { reconcileAfter, show };
  };
  const upOf = (t: TestWorld) => t.ec2.instances().filter(({ state }) => state !== 'terminated').length;

  test('ends what it made', async () => {
    const { reconcileAfter } = await lost('at once');
    expect(await reconcileAfter(30)).toEqual({ launches: 0, up: 0 });
  });

  test('stays on record until EC2 shows it', async () => {
    const { reconcileAfter, show } = await lost('late');
    expect(await reconcileAfter(30)).toEqual({ launches: 1, up: 1 });
    show();
    expect(await reconcileAfter(60)).toEqual({ launches: 0, up: 0 });
  });

  test('and no longer than EC2 may take for that', async () => {
    const { reconcileAfter } = await lost('late');
    expect(await reconcileAfter(120)).toEqual({ launches: 0, up: 1 });
  });
});
