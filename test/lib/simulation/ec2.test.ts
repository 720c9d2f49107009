import { SimulatedEc2 } from '../../../lib/simulation/ec2.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { VirtualClock } from '../../../lib/simulation/virtual-clock.ts';
import { aRunner } from '../../builders/settings.ts';
import { NOW } from '../../builders/state.ts';
import { ec2Contract } from '../../contracts/ec2.contract.ts';

const listeners = { onBoot: () => undefined, onNews: () => undefined, onEnd: () => undefined };

ec2Contract(
  'simulated',
  async () => ({
    ec2: new SimulatedEc2(new VirtualClock(NOW), new SeededRandom(1), listeners),
    runner: aRunner(),
  }),
  { keepsClientToken: true },
);
