import { aRunner, someSettings } from '../../../builders/settings.ts';
import { TestWorld } from '../a-world.ts';

const BOOT_TIMEOUT = 300;
/** Seconds for which EC2 may throttle, and a launch is still asked for again. */
const THROTTLED_FOR = 100;

test('a machine has all of boot_timeout from when EC2 has made it, however late that is', async () => {
  const t = new TestWorld(someSettings({ runners: [aRunner({ machine: { bootTimeout: BOOT_TIMEOUT } })] }));
  const launch = t.ec2.launch.bind(t.ec2);
  t.ec2.launch = () => Promise.reject(new Error('RequestLimitExceeded'));
  await t.push([{ name: 'unit' }]);
  await t.reconcile();
  await t.clock.advance(THROTTLED_FOR);
  t.ec2.launch = launch;
  await t.reconcile();
  const [made] = await t.machines();
  const isLeft = async () => (await t.machines()).some(({ instanceId }) => instanceId === made?.instanceId);
  await t.clock.advance(BOOT_TIMEOUT);
  await t.reconcile();
  expect(await isLeft()).toBe(true);
  await t.clock.advance(1);
  await t.reconcile();
  expect(await isLeft()).toBe(false);
});
