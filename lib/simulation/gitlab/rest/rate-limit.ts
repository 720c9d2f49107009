import type { Clock } from '../../../scaler/ports/clock.ts';
import { RestRefusal } from './call.ts';

const MINUTE = 60;

/** So many requests in each minute of the clock; the others are refused. */
export class RateLimit {
  most: number;
  readonly #clock: Clock;
  #minute = 0;
  #made = 0;

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.most = most;
  }

  /** Throws RestRefusal. */
  admit(): void {
    const minute = Math.floor(this.#clock.now() / MINUTE);
    if (minute !== this.#minute) this.#made = 0;
    this.#minute = minute;
    this.#made += 1;
    if (this.#made <= this.most) return;
    const seconds = Math.ceil((minute + 1) * MINUTE - this.#clock.now());
    const message = 'This endpoint has been requested too many times. Try again later.';
    throw new RestRefusal(429, message, { 'retry-after': `${seconds}` });
  }
}
