import type { Clock } from '../../scaler/ports/clock.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { VirtualClock } from '../clock/virtual-clock.ts';
import { SeededFaults } from '../faults/faults.ts';
import { NO_FAULTS } from '../faults/no-faults.ts';
import type { Dangers } from '../faults/port-faults.ts';
import { Weather } from '../faults/weather.ts';
import type { Process } from './lambda.ts';
import { pause } from './latency.ts';
import type { Observer } from './observer.ts';

export interface FaultOptions {
  /** From then on nothing goes wrong any more. */
  readonly until: UnixSeconds;
  /** Of the faults that the seed brings only these, by name. */
  readonly only?: ReadonlySet<string>;
}

const MOST_SKEW = 5;
const LONGEST_TEAR = 5;

/** What goes wrong in a world; `weather` is the same for all who share a GitLab. Without faults nothing does. */
export function dangersOf(
  scheduler: VirtualClock,
  seed: number,
  faults: FaultOptions | undefined,
  { onFault }: Observer,
  weather?: Weather,
): Dangers {
  if (faults === undefined) {
    return {
      ...{ scheduler, faults: NO_FAULTS, isSafe: true },
      weather: weather ?? new Weather(scheduler, NO_FAULTS, scheduler.now()),
    };
  }
  const seeded = new SeededFaults({
    ...{ ...faults, seed, clock: scheduler },
    onStrike: (fault) => onFault?.(fault),
  });
  return {
    ...{ scheduler, faults: seeded, isSafe: false },
    weather: weather ?? new Weather(scheduler, seeded, faults.until),
  };
}

/** While the parts of all that is active are read, one after the other, others write. */
export async function betweenReads({ scheduler, faults }: Dangers): Promise<void> {
  const where = `read at ${scheduler.now().toFixed(2)}`;
  if (!faults.strikes('read torn', where)) return;
  await pause(scheduler, faults.amount('read torn', where, 0.1, LONGEST_TEAR));
}

export function skewed({ scheduler, faults }: Dangers, { name, began }: Process): Clock {
  const where = `${name} at ${began.toFixed(2)}`;
  if (!faults.strikes('clock skewed', where)) return scheduler;
  const by = faults.amount('clock skewed', where, -MOST_SKEW, MOST_SKEW);
  return { now: () => scheduler.now() + by };
}
