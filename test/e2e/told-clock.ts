import type { PacedClock } from '../../lib/local/clock/paced-clock.ts';
import type { UnixSeconds } from '../../lib/scaler/state/time.ts';
import { VirtualClock } from '../../lib/simulation/clock/virtual-clock.ts';

/** Time that passes only when it is told to, whatever speed is asked for. */
export class ToldClock extends VirtualClock implements PacedClock {
  speed = 0;
  readonly isJumping = false;

  setSpeed(speed: number): void {
    this.speed = speed;
  }

  async jumpTo(until: UnixSeconds): Promise<boolean> {
    await this.advance(until - this.now());
    return true;
  }
}
