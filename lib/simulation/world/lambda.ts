import type { Clock, Log, Random } from '../../scaler/ports.ts';
import type { Scheduler } from '../scheduler.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type Carrier, carried } from './calls.ts';

/** The functions of serverless.yml. */
export type FunctionName = 'webhook' | 'register' | 'ec2-events' | 'schedule' | 'reconcile';

/** Seconds after which Lambda gives an invocation up, as in serverless.yml. */
const TIMEOUTS: Readonly<Record<FunctionName, number>> = {
  webhook: 8,
  register: 29,
  'ec2-events': 15,
  schedule: 15,
  reconcile: 120,
};

export type Outcome<T> =
  | { readonly kind: 'Answered'; readonly value: T }
  /** It threw, or was given up: whoever invoked it knows no more. */
  | { readonly kind: 'Failed' };

/** What one invocation has of the world. */
export interface Invocation {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A port, through what lies between the function and it. */
  port<T extends object>(name: string, target: T): T;
}

export interface LambdaParts {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly log: Log;
  readonly carrier: Carrier;
}

/** Runs functions as Lambda does: each invocation by itself, several at once. */
export class Lambda {
  readonly #parts: LambdaParts;

  constructor(parts: LambdaParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  invoke<T>(name: FunctionName, handle: (invocation: Invocation) => Promise<T>): Promise<Outcome<T>> {
    const { scheduler, random, log, carrier } = this.#parts;
    const invocation: Invocation = {
      clock: scheduler,
      log,
      random: random.fork(`${name} at ${scheduler.now()}`),
      port: (port, target) => carried(target, name, port, carrier),
    };
    return new Promise((resolve) => {
      let isOver = false;
      const end = (outcome: Outcome<T>): void => {
        isOver = true;
        resolve(outcome);
      };
      scheduler.after(TIMEOUTS[name], () => (isOver ? undefined : Promise.resolve(end({ kind: 'Failed' }))));
      handle(invocation).then(
        (value) => end({ kind: 'Answered', value }),
        (error) => {
          log.error(`${name} failed`, { reason: String(error) });
          end({ kind: 'Failed' });
        },
      );
    });
  }
}
