import { setTimeout } from 'node:timers/promises';
import { MAXIMUM_RETRY_DELAY, StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];
type Token = Awaited<ReturnType<Refresh>>;

/**
 * The SDK's retries with its back-off, but none that would begin more than so many seconds after the call: if a service
 * throttles or hangs, the retries would outlast the function. The call then fails as its last try did. A call that has no
 * time left is not made.
 */
export class RetriesWithin extends StandardRetryStrategy {
  readonly #seconds: () => number;
  /** On the monotonic clock. */
  readonly #until = new WeakMap<Token, number>();

  /** @param left seconds in which a try may begin, whenever the call begins */
  constructor(seconds: number, maxAttempts: number, left = () => Number.POSITIVE_INFINITY) {
    super({ maxAttempts, backoff: new PausesWithin(seconds * 1000) });
    this.#seconds = () => Math.min(seconds, left());
  }

  override async acquireInitialRetryToken(scope: string): Promise<Token> {
    const seconds = this.#seconds();
    if (seconds <= 0) throw new Error('no time is left for a call');
    const token = await super.acquireInitialRetryToken(scope);
    this.#until.set(token, performance.now() + seconds * 1000);
    return token;
  }

  override async refreshRetryTokenForRetry(...[token, error]: Parameters<Refresh>): Promise<Token> {
    const until = this.#until.get(token) ?? 0;
    const left = until - performance.now();
    if (left <= 0) throw new Error('no time is left for a retry');
    // It resolves when the pause before the next try is over.
    const next = await Promise.race([
      super.refreshRetryTokenForRetry(token, error),
      setTimeout(left, undefined, { ref: false }),
    ]);
    if (next === undefined) throw new Error('no time is left for a retry');
    this.#until.set(next, until);
    return next;
  }
}

/**
 * The SDK's pauses, none longer than the time there is: a pause that no call waits for would keep the process alive.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
class PausesWithin {
  readonly #longest: number;
  #base = 0;

  constructor(milliseconds: number) {
    this.#longest = Math.min(milliseconds, MAXIMUM_RETRY_DELAY);
  }

  setDelayBase(milliseconds: number): void {
    this.#base = milliseconds;
  }

  /** @param attempts so far, from 0 */
  computeNextBackoffDelay(attempts: number): number {
    return Math.random() * Math.min(this.#base * 2 ** attempts, this.#longest);
  }
}
