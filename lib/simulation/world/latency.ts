import type { Scheduler } from '../clock/scheduler.ts';
import type { Carrier, PortCall } from './calls.ts';

/** Seconds that a call takes, about: what the table takes does not matter beside the rest. */
const SECONDS: Readonly<Record<string, number>> = { ec2: 0.3, wakeUps: 0.05 };
const LAUNCH_SECONDS = 2;

export function latencyOf({ port, method }: PortCall): number {
  return port === 'ec2' && method === 'launch' ? LAUNCH_SECONDS : (SECONDS[port] ?? 0);
}

/** Every call takes effect, after its time; of a launch the answer takes that: the instance boots meanwhile. */
export function reliably(scheduler: Scheduler): Carrier {
  return (call, perform) => {
    const seconds = latencyOf(call);
    if (seconds === 0) return perform();
    return call.method === 'launch'
      ? perform().then((answer) => pause(scheduler, seconds).then(() => answer))
      : pause(scheduler, seconds).then(perform);
  };
}

export function pause(scheduler: Scheduler, seconds: number): Promise<void> {
  return new Promise((resolve) => scheduler.after(seconds, async () => resolve()));
}
