import { VirtualClock } from '../../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedEc2 } from '../../../../lib/simulation/ec2/ec2.ts';
import { scarceEc2 } from '../../../../lib/simulation/faults/ec2-faults.ts';
import { NO_FAULTS } from '../../../../lib/simulation/faults/no-faults.ts';
import { Weather } from '../../../../lib/simulation/faults/weather.ts';
import { SeededRandom } from '../../../../lib/simulation/seeded-random.ts';
import { aRunner } from '../../../builders/settings.ts';
import { aLaunch, NOW } from '../../../builders/state.ts';

test('a termination may be refused of an instance that is there, and never of one that has ended', async () => {
  const scheduler = new VirtualClock(NOW);
  const listeners = { onBoot: () => undefined, onNews: () => undefined, onEnd: () => undefined };
  const ec2 = new SimulatedEc2(scheduler, new SeededRandom(1), listeners);
  const weather = new Weather(scheduler, NO_FAULTS, NOW);
  const faults = { ...NO_FAULTS, strikes: (kind: string) => kind === 'termination refused' };
  const scarce = scarceEc2(ec2, { scheduler, faults, weather, isSafe: false });
  const { instances } = await scarce.launch(aLaunch({ count: 2 }), aRunner());
  const [one = '', other = ''] = instances.map(({ instanceId }) => instanceId);
  ec2.end(other);
  expect(await scarce.terminate([one, other])).toEqual([{ id: one, reason: expect.any(String) }]);
});
