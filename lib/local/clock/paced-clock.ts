import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from '../../simulation/clock/scheduler.ts';

/** A clock that people can hurry. */
export interface PacedClock extends Scheduler {
  /** Seconds of the world in one of this computer's; 0 while time stands still. */
  readonly speed: number;
  readonly isJumping: boolean;
  setSpeed(speed: number): void;
  /** Through all that happens until then, to that time. False if it jumps already. */
  jumpTo(until: UnixSeconds): Promise<boolean>;
}
