import { SimulatedEc2 } from '../../../lib/simulation/ec2.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { VirtualClock } from '../../../lib/simulation/virtual-clock.ts';
import { aRunner } from '../../builders/settings.ts';
import { NOW } from '../../builders/state.ts';
import { ec2Contract } from '../../contracts/ec2.contract.ts';

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
