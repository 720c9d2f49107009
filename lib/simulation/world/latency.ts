import type { Scheduler } from '../scheduler.ts';
import type { Carrier, PortCall } from './calls.ts';

/** Seconds that a call takes, about: what the table takes does not matter beside the rest. */
const SECONDS: Readonly<Record<string, number>> = { ec2: 0.3, wakeUps: 0.05 };
const LAUNCH_SECONDS = 2;

export function latencyOf({ port, method }: PortCall): number {
  return port === 'ec2' && method === 'launch' ? LAUNCH_SECONDS : (SECONDS[port] ?? 0);
}

/** Every call takes effect at once, and is answered after its time: an instance boots while EC2's answer is on its way. */
export function reliably(scheduler: Scheduler): Carrier {
  return async (call, perform) => {
    const answer = await perform();
    const seconds = latencyOf(call);
    if (seconds > 0) await pause(scheduler, seconds);
    return answer;
  };
}

export function pause(scheduler: Scheduler, seconds: number): Promise<void> {
  return new Promise((resolve) => scheduler.after(seconds, async () => resolve()));
}
