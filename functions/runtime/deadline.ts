/** The last seconds of an invocation: it calls nobody any more, and finishes what it has begun. */
const TO_END = 10;

/**
 * Until when an invocation may wait for EC2 and GitLab. Each call has its own time limit, but many calls that hang in turn
 * would outlast the function: Lambda would end it without a log line, and deliver the same batch again. After this time
 * calls fail at once, each failure is logged, and the next reconcile makes the calls.
 */
export class Deadline {
  /** In milliseconds, on the monotonic clock. */
  #at = Number.POSITIVE_INFINITY;

  /** An invocation begins; Lambda ends it after this many milliseconds. */
  begin(remaining: number): void {
    this.#at = performance.now() + remaining - TO_END * 1000;
  }

  /** Seconds. */
  left(): number {
    return Math.max(0, (this.#at - performance.now()) / 1000);
  }
}
