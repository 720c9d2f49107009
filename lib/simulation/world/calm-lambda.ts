import type { Random } from '../../scaler/ports/random.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type Carrier, carried } from './calls.ts';
import {
  type FunctionName,
  type Invocation,
  type Invoke,
  type Invoking,
  type LambdaParts,
  type Start,
  TIMEOUTS,
} from './lambda.ts';

type Parts = Pick<LambdaParts, 'scheduler' | 'random' | 'log'> & {
  readonly carrier: Carrier;
  readonly onInvocation: (name: FunctionName) => void;
};

/**
 * Lambda where nothing ends a process but itself: so one process of a function serves all its invocations, and no timer
 * waits for each of them. One that took longer than it may counts as failed, once it has ended.
 */
export class CalmLambda implements Invoking {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  create<Event extends readonly unknown[], T>(name: FunctionName, start: Start<Event, T>): Invoke<Event, T> {
    const { scheduler, random, log, onInvocation } = this.#parts;
    const own = new RandomOfInvocation(random, name);
    const handle = start(this.#invocationWith(name, own));
    return async (...event) => {
      onInvocation(name);
      const began = scheduler.now();
      own.begin(began);
      try {
        const value = await handle(...event);
        return scheduler.now() - began > TIMEOUTS[name] ? { kind: 'Failed' } : { kind: 'Answered', value };
      } catch (error) {
        log.error(`${name} failed`, { reason: String(error) });
        return { kind: 'Failed' };
      }
    };
  }

  #invocationWith(name: FunctionName, random: Random): Invocation {
    const { scheduler: clock, log, carrier } = this.#parts;
    return { clock, random, log, port: (port, target) => carried(target, name, port, carrier) };
  }
}

/** What an invocation draws follows from when it began: of the reconciler, who alone draws, only one runs at a time. */
class RandomOfInvocation implements Random {
  readonly #random: SeededRandom;
  readonly #name: FunctionName;
  #began = 0;
  #own: SeededRandom | undefined;

  constructor(random: SeededRandom, name: FunctionName) {
    this.#random = random;
    this.#name = name;
  }

  begin(at: UnixSeconds): void {
    this.#began = at;
    this.#own = undefined;
  }

  hex(digits: number): string {
    this.#own ??= this.#random.fork(`${this.#name} at ${this.#began}`);
    return this.#own.hex(digits);
  }
}
