import type { Carrier } from './calls.ts';
import { carried } from './calls.ts';
import {
  type FunctionName,
  type Invocation,
  type Invoking,
  type LambdaParts,
  type Outcome,
  TIMEOUTS,
} from './lambda.ts';

type Parts = Pick<LambdaParts, 'scheduler' | 'random' | 'log'> & {
  readonly carrier: Carrier;
  readonly onInvocation: (name: FunctionName) => void;
};

/**
 * Lambda where nothing ends a process but itself: so all invocations of a function share their ports, and no timer waits
 * for each of them. One that took longer than it may counts as failed, once it has ended.
 */
export class CalmLambda implements Invoking {
  readonly #parts: Parts;
  readonly #known = new Map<FunctionName, Invocation>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async invoke<T>(name: FunctionName, handle: (invocation: Invocation) => Promise<T>): Promise<Outcome<T>> {
    const { scheduler, log, onInvocation } = this.#parts;
    onInvocation(name);
    const began = scheduler.now();
    try {
      const value = await handle(this.#invocationOf(name));
      return scheduler.now() - began > TIMEOUTS[name] ? { kind: 'Failed' } : { kind: 'Answered', value };
    } catch (error) {
      log.error(`${name} failed`, { reason: String(error) });
      return { kind: 'Failed' };
    }
  }

  #invocationOf(name: FunctionName): Invocation {
    const invocation = this.#known.get(name) ?? this.#newInvocationOf(name);
    this.#known.set(name, invocation);
    return invocation;
  }

  #newInvocationOf(name: FunctionName): Invocation {
    const { scheduler, random, log, carrier } = this.#parts;
    return {
      clock: scheduler,
      log,
      /** As a function finds it when it begins. */
      get random() {
        return random.fork(`${name} at ${scheduler.now()}`);
      },
      port: (port, target) => carried(target, name, port, carrier),
    };
  }
}
