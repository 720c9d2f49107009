import type { UnixSeconds } from '../state/time.ts';

/** An alarm clock for the reconciler. */
export interface WakeUps {
  /**
   * Writes a tick at that time or up to two seconds later, as the schedule does each minute. It may be asked for the
   * same time again. A wake-up may be lost, or come twice: the next minute's tick comes anyway.
   */
  wakeAt(at: UnixSeconds): Promise<void>;
}
