import middy from '@middy/core';
import type { Clock } from '../lib/scaler/ports/clock.ts';
import type { TickInbox } from '../lib/scaler/ports/store.ts';

interface SchedulePorts {
  readonly inbox: TickInbox;
  readonly clock: Clock;
}

/** Each minute: writes the tick that wakes the reconciler, for everything that becomes due with time. */
export function scheduleHandler({ inbox, clock }: SchedulePorts) {
  return middy<unknown, void>().handler(() => inbox.recordTick(clock.now()));
}
