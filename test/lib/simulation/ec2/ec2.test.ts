import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedEc2 } from '../../../../lib/simulation/ec2/ec2.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import { aRunner } from '../../../builders/settings.ts';
import { aLaunch, NOW } from '../../../builders/state.ts';
import { ec2Contract } from '../../../contracts/ec2.contract.ts';

const listeners = { onBoot: () => undefined, onNews: () => undefined, onEnd: () => undefined };

ec2Contract('simulated', async () => ({
  ec2: new SimulatedEc2(new VirtualClock(NOW), new SeededRandom(1), listeners),
  runner: aRunner(),
}));

test('a spot request that was left open is open until it is cancelled', async () => {
  const ec2 = new SimulatedEc2(new VirtualClock(NOW), new SeededRandom(1), listeners);
  const [left, other] = [ec2.leaveSpotRequestOpen(), ec2.leaveSpotRequestOpen()];
  expect(await ec2.openSpotRequests()).toEqual([left, other]);
  await ec2.cancelSpotRequests([left]);
  expect(await ec2.openSpotRequests()).toEqual([other]);
});

test.each([
  ['runs', 60, 60],
  ['boots, once it has', 1, 30],
])('an instance can read that it will be interrupted while it %s', async (_, interruptedAt, noticedAt) => {
  const clock = new VirtualClock(NOW);
  const noticed: string[] = [];
  const onNotice = (id: string) => void noticed.push(`${id} at ${clock.now() - NOW}`);
  const ec2 = new SimulatedEc2(clock, new SeededRandom(1), { ...listeners, onNotice }, () => 30);
  const { instances } = await ec2.launch(aLaunch(), aRunner());
  const { instanceId = '' } = instances[0] ?? {};
  clock.after(interruptedAt, () => ec2.interrupt(instanceId));
  await clock.advance(100);
  expect(noticed).toEqual([`${instanceId} at ${noticedAt}`]);
});
