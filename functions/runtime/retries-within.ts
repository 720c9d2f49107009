import { setTimeout } from 'node:timers/promises';
import { MAXIMUM_RETRY_DELAY, StandardRetryStrategy } from '@smithy/core/retry';

type Refresh = StandardRetryStrategy['refreshRetryTokenForRetry'];
type Token = Awaited<ReturnType<Refresh>>;

/**
 * The SDK's retries, with its back-off, but none that would begin later than so many seconds after the call did: where a
 * service throttles or hangs, tries enough would outlast the function. The call then fails as its last try did. A call for
 * which no time is left is not made.
 */
export class RetriesWithin extends StandardRetryStrategy {
  readonly #seconds: () => number;
  /** On the clock that only runs. */
  readonly #until = new WeakMap<Token, number>();

  /** @param left seconds in which a try may begin, whenever the call does */
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
    // It answers when the pause before the next try is over.
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
 * The SDK's pauses, none longer than all the time there is: one that no call waits for any more would keep a process alive.
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
