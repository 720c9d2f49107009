import type { Clock } from '../ports/clock.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * What work may take. It begins nothing more once that is used up; what it has done by then is on record, and the next
 * reconcile goes on from there. So no amount of work is too much for a function's timeout.
 */
export class Budget {
  readonly #clock: Clock;
  readonly #until: UnixSeconds;
  readonly #whole: Budget | undefined;
  #calls: number;

  /** @param calls of GitLab's API */
  constructor(clock: Clock, seconds: number, calls = Number.POSITIVE_INFINITY, whole?: Budget) {
    this.#clock = clock;
    this.#until = clock.now() + seconds;
    this.#calls = calls;
    this.#whole = whole;
  }

  isUsedUp(): boolean {
    return this.#calls <= 0 || this.#clock.now() >= this.#until || this.#whole?.isUsedUp() === true;
  }

  /** One call is about to be made. */
  spend(): void {
    this.#calls -= 1;
    this.#whole?.spend();
  }

  /** For one part of the work, from now on: what it spends is spent of the whole too. */
  part(seconds: number): Budget {
    return new Budget(this.#clock, seconds, Number.POSITIVE_INFINITY, this);
  }
}
