/** Seconds of an invocation in which it asks nobody else, but ends what it has begun. */
const TO_END = 10;

/**
 * Until when an invocation may wait for EC2 and GitLab. Each call has its own longest time, but many that hang one after the
 * other would outlast the function: Lambda would end it without a word, and the same batch would come again. Past this
 * time calls fail at once, each is told, and the next reconcile makes them.
 */
export class Deadline {
  /** In milliseconds, on the clock that only runs. */
  #at = Number.POSITIVE_INFINITY;

  /** An invocation begins, which Lambda ends after so many milliseconds. */
  begin(remaining: number): void {
    this.#at = performance.now() + remaining - TO_END * 1000;
  }

  /** Seconds. */
  left(): number {
    return Math.max(0, (this.#at - performance.now()) / 1000);
  }
}
