import type { Scheduler } from '../clock/scheduler.ts';
import type { SeededRandom } from '../seeded-random.ts';

const HOUR = 3600;

/** Seconds that a spot machine runs until EC2 wants it back; Infinity if it never does. */
export type SpotLifetime = (machineId: string) => number;

/** Nobody's machine is taken. */
export const UNINTERRUPTED: SpotLifetime = () => Number.POSITIVE_INFINITY;

/**
 * Lifetimes of machines of which so many are interrupted in 100 hours of running, however long they have run before:
 * each follows from the seed and the machine's id alone.
 */
export function spotLifetimes(per100Hours: number, random: SeededRandom): SpotLifetime {
  if (per100Hours === 0) return UNINTERRUPTED;
  const mean = (100 * HOUR) / per100Hours;
  return (machineId) => -Math.log(1 - random.fork(machineId).next()) * mean;
}

/**
 * Interrupts when the lifetime is over, if the machine is still there. Looks for it every hour at least, so that no
 * machine is remembered much longer than it lives.
 */
export function whenLifetimeEnds(
  scheduler: Scheduler,
  lifetime: number,
  isThere: () => boolean,
  interrupt: () => void,
): void {
  if (lifetime === Number.POSITIVE_INFINITY) return;
  const step = Math.min(lifetime, HOUR);
  scheduler.after(step, () => {
    if (!isThere()) return;
    if (step === lifetime) interrupt();
    else whenLifetimeEnds(scheduler, lifetime - step, isThere, interrupt);
  });
}
