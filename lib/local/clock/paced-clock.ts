import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from '../../simulation/clock/scheduler.ts';

/** A clock whose speed people can change. */
export interface PacedClock extends Scheduler {
  /** Seconds of the world in one real second; 0 while time stands still. */
  readonly speed: number;
  readonly isJumping: boolean;
  setSpeed(speed: number): void;
  /** Runs through everything until that time. False if it is already jumping. */
  jumpTo(until: UnixSeconds): Promise<boolean>;
}
