import type { Clock } from '../ports/clock.ts';
import type { WakeUps } from '../ports/wake-ups.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * Asks for no wake-up while an earlier one is on its way: the reconcile that it brings asks for the next. Without this
 * each reconcile would begin a row of wake-ups of its own wherever the time that is awaited keeps moving. They come at whole
 * seconds.
 *
 * @param asked what was asked for and has not come: kept from one reconcile to the next
 */
export function sparing(wakeUps: WakeUps, clock: Clock, asked = new Set<UnixSeconds>()): WakeUps {
  return {
    async wakeAt(at) {
      const now = clock.now();
      for (const one of asked) if (one <= now) asked.delete(one);
      const second = Math.ceil(at);
      if ([...asked].some((one) => one <= second)) return;
      await wakeUps.wakeAt(second);
      asked.add(second);
    },
  };
}
