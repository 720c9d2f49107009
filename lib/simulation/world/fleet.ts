import type { Instance } from '../../scaler/state/machines/instance.ts';
import type { Boots } from '../ec2/boots.ts';
import { END_REASONS, SimulatedEc2 } from '../ec2/ec2.ts';
import { Deliveries } from '../faults/deliveries.ts';
import { endanger, raisePrices } from '../faults/machine-faults.ts';
import type { Dangers } from '../faults/port-faults.ts';
import { type RegisterAnswer, SimulatedMachine } from '../machine/machine.ts';
import type { SeededRandom } from '../seeded-random.ts';
import type { Functions } from './functions.ts';
import { pause } from './latency.ts';

interface FleetParts extends Dangers {
  readonly random: SeededRandom;
  readonly functions: () => Functions;
  /** What a machine's script does with the answer of the function. */
  readonly register: (instanceId: string, uptime: number) => Promise<RegisterAnswer>;
  readonly onInstance: (instance: Instance) => void;
  readonly onTerminate: (instanceId: string) => void;
  readonly boots: Boots;
}

/** Seconds that EventBridge takes to deliver an event. */
const DELIVERY_SECONDS = 0.5;
/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const RETRIES = [60, 120];

/** EC2 with what runs on its instances, and what EventBridge tells of them. */
export function createFleet(parts: FleetParts): SimulatedEc2 {
  const { scheduler, faults, isSafe, functions, onInstance } = parts;
  const machines = new Map<string, SimulatedMachine>();
  const deliveries = new Deliveries(scheduler, faults, 'EC2 event');
  const ec2: SimulatedEc2 = new SimulatedEc2(
    scheduler,
    parts.random,
    {
      onBoot: (instanceId) => {
        if (faults.strikes('machine never boots', instanceId)) return;
        const machine = new SimulatedMachine({
          scheduler,
          register: (uptime) => registerUnlessBroken(parts, instanceId, uptime),
          report: (reason) => functions().report(instanceId, reason),
          powerOff: () => ec2.end(instanceId, END_REASONS.byItself),
        });
        machines.set(instanceId, machine);
      },
      onNews: (news) => {
        const where = `${JSON.stringify(news.detail)} at ${scheduler.now().toFixed(2)}`;
        deliveries.send(where, DELIVERY_SECONDS, () => tell(news));
      },
      onEnd: (instanceId) => {
        machines.get(instanceId)?.cut();
        machines.delete(instanceId);
      },
      onNotice: (instanceId) => machines.get(instanceId)?.notice(),
      onTerminate: parts.onTerminate,
      onState: (instance) => {
        if (instance.state === 'pending' && !isSafe) endanger({ ...parts, ec2, machineOf }, instance);
        onInstance(instance);
      },
    },
    parts.boots,
  );
  const machineOf = (instanceId: string): SimulatedMachine | undefined => machines.get(instanceId);
  const tell = async (news: Parameters<Functions['ec2Events']>[0]): Promise<void> => {
    for (const seconds of [...RETRIES, undefined]) {
      if ((await functions().ec2Events(news)).kind === 'Answered' || seconds === undefined) return;
      await pause(scheduler, seconds);
    }
  };
  if (!isSafe) raisePrices({ ...parts, ec2 });
  return ec2;
}

/** A machine may give up before it asks for its runner, or its gitlab-runner end as soon as it has one. */
async function registerUnlessBroken(
  { weather, register }: FleetParts,
  instanceId: string,
  uptime: number,
): Promise<RegisterAnswer> {
  if (weather.has('machines give up at boot')) return 'Never';
  const answer = await register(instanceId, uptime);
  return weather.has('runners end at once') ? 'Never' : answer;
}
