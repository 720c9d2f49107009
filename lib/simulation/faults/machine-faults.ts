import type { Instance } from '../../scaler/state/machines/instance.ts';
import { END_REASONS, type SimulatedEc2 } from '../ec2/ec2.ts';
import type { SimulatedMachine } from '../machine/machine.ts';
import type { FaultKind } from './kinds.ts';
import type { Dangers } from './port-faults.ts';

const HOUR = 3600;
/** Of machines that freeze: few live for an hour. */
const TEN_MINUTES = 600;
/** Seconds from the launch of an instance that cannot be to its end. */
const ENDS_AFTER = 5;
/** Seconds between looks at the price. */
const PRICE_EVERY = 60;

interface Endangered extends Dangers {
  readonly ec2: SimulatedEc2;
  /** What runs on an instance. */
  readonly machineOf: (instanceId: string) => SimulatedMachine | undefined;
}

/** What befalls an instance from its start on. */
export function endanger(
  { scheduler, faults, weather, ec2, machineOf }: Endangered,
  instance: Instance,
): void {
  const { instanceId, spotRequestId } = instance;
  if (weather.has('instances end at launch')) {
    scheduler.after(ENDS_AFTER, () => ec2.end(instanceId, END_REASONS.byDisk));
  }
  const within = (kind: FaultKind, task: () => void, seconds = HOUR) => {
    scheduler.after(faults.amount(kind, instanceId, 0, seconds), () => {
      const isThere = ec2.instances().some((one) => one.instanceId === instanceId && one.state === 'running');
      if (isThere && faults.strikes(kind, instanceId)) task();
    });
  };
  if (spotRequestId !== undefined) {
    within('machine interrupted', () => ec2.interrupt(instanceId));
    within('rebalance recommended', () => ec2.recommendRebalance(instanceId));
  }
  within('machine dies', () => ec2.end(instanceId));
  within('machine freezes', () => machineOf(instanceId)?.cut(), TEN_MINUTES);
  within('Docker crashes', () => machineOf(instanceId)?.loseDocker());
  within('Docker hangs', () => machineOf(instanceId)?.hangDocker());
}

/** Now and then the price of spot capacity rises above what is paid, for half of the machines. */
export function raisePrices({ scheduler, faults, ec2 }: Omit<Endangered, 'machineOf'>): void {
  const began = scheduler.now();
  const look = (): void => {
    scheduler.after(PRICE_EVERY, look);
    const where = `minute ${Math.round((scheduler.now() - began) / PRICE_EVERY)}`;
    if (!faults.strikes('price rises', where)) return;
    for (const { instanceId, spotRequestId, state } of ec2.instances()) {
      const isHit = faults.amount('price rises', instanceId, 0, 1) < 0.5;
      if (spotRequestId !== undefined && state !== 'terminated' && isHit) ec2.interrupt(instanceId);
    }
  };
  look();
}
