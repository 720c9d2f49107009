import type { registerHandler } from '../../../functions/register.ts';
import type { Ec2Event } from '../../aws/ec2/event.ts';
import { registerRequest } from '../../machine/request.ts';
import { answerOf, signedBy } from '../../simulation/api-gateway.ts';
import { type Between, bootsOf } from '../../simulation/ec2/boots.ts';
import { END_REASONS, SimulatedEc2 } from '../../simulation/ec2/ec2.ts';
import { CONTEXT } from '../../simulation/lambda-context.ts';
import { SimulatedMachine } from '../../simulation/machine/machine.ts';
import type { SeededRandom } from '../../simulation/seeded-random.ts';
import type { PacedClock } from '../clock/paced-clock.ts';
import { ordersOf } from './runner-calls.ts';

/** What runs on the instances of this world's EC2. */
export interface Instances {
  /** Where they see the server at `url`. */
  readonly url: string;
  readonly bootSeconds: Between;
  /** An instance starts. It calls `off` once it has powered off by itself. */
  boot(instanceId: string, off: () => void): RunningInstance;
}

export interface RunningInstance {
  /** EC2 ends the instance. */
  cut(): void;
  /** EC2 will end it in two minutes, and says so in its metadata. */
  notice(): void;
}

interface Around {
  readonly scheduler: PacedClock;
  readonly random: SeededRandom;
  readonly register: ReturnType<typeof registerHandler>;
  /** EC2's events come to our function. */
  readonly deliver: (news: Ec2Event) => Promise<void>;
  /** Without them, instances are simulated machines. */
  readonly instances: Instances | undefined;
}

/** Seconds that EventBridge takes to deliver an event. */
const DELIVERY_SECONDS = 0.5;

/** The simulated EC2, and what runs on its instances. */
export function ec2With({ scheduler, random, register, deliver, instances }: Around): SimulatedEc2 {
  const machines = new Map<string, RunningInstance>();
  const ec2: SimulatedEc2 = new SimulatedEc2(
    scheduler,
    random,
    {
      onBoot: (instanceId) => machines.set(instanceId, boot(instanceId)),
      onNews: (news) => scheduler.after(DELIVERY_SECONDS, () => deliver(news)),
      onNotice: (instanceId) => machines.get(instanceId)?.notice(),
      onEnd: (instanceId) => machines.get(instanceId)?.cut(),
    },
    instances && bootsOf(random, instances.bootSeconds),
  );
  const boot = (instanceId: string): RunningInstance =>
    instances?.boot(instanceId, () => ec2.end(instanceId, END_REASONS.byItself)) ??
    new SimulatedMachine({
      scheduler,
      register: async (uptime) =>
        ordersOf(answerOf(await register(signedBy(instanceId, registerRequest(uptime)), CONTEXT))),
      powerOff: () => ec2.end(instanceId, END_REASONS.byItself),
    });
  return ec2;
}
