import type { Clock } from '../../scaler/ports/clock.ts';
import type { Log } from '../../scaler/ports/log.ts';
import type { Random } from '../../scaler/ports/random.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { SeededRandom } from '../seeded-random.ts';
import { type Carrier, carried } from './calls.ts';

/** The functions of serverless.yml. */
export type FunctionName =
  | 'webhook'
  | 'register'
  | 'report'
  | 'ec2-events'
  | 'schedule'
  | 'audit'
  | 'reconcile';

/** Seconds after which Lambda gives an invocation up, as in serverless.yml. */
export const TIMEOUTS: Readonly<Record<FunctionName, number>> = {
  webhook: 8,
  register: 29,
  report: 15,
  'ec2-events': 15,
  schedule: 15,
  audit: 240,
  reconcile: 120,
};

export type Outcome<T> =
  | { readonly kind: 'Answered'; readonly value: T }
  /** It threw, or ran out of time; its caller knows no more. */
  | { readonly kind: 'Failed' };

/** What one invocation has of the world. */
export interface Invocation {
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** A port, through what lies between the function and it. */
  port<T extends object>(name: string, target: T): T;
}

/** The process that an invocation runs in. */
export interface Process {
  readonly name: FunctionName;
  readonly began: UnixSeconds;
  /** Nothing of it runs any more. */
  isOver(): boolean;
  kill(): void;
}

export interface LambdaParts {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly log: Log;
  readonly carrierFor: (process: Process) => Carrier;
  readonly clockFor: (process: Process) => Clock;
  /** Puts another in the place of a port of a function. */
  readonly tamper: Tamper;
}

export type Tamper = <T extends object>(port: string, target: T, name: FunctionName) => T;

/** Makes the handler of a function, with the ports of its invocation. */
export type Start<Event extends readonly unknown[], T> = (
  invocation: Invocation,
) => (...event: Event) => Promise<T>;

/** Invokes one function. Never rejects. */
export type Invoke<Event extends readonly unknown[], T> = (...event: Event) => Promise<Outcome<T>>;

/** Where functions run. */
export interface Invoking {
  create<Event extends readonly unknown[], T>(name: FunctionName, start: Start<Event, T>): Invoke<Event, T>;
}

/** Runs functions as Lambda does, each invocation by itself, several at once: here in a process that is its own. */
export class Lambda implements Invoking {
  readonly #parts: LambdaParts;

  constructor(parts: LambdaParts) {
    this.#parts = parts;
  }

  create<Event extends readonly unknown[], T>(name: FunctionName, start: Start<Event, T>): Invoke<Event, T> {
    return (...event) => this.#invoke(name, (invocation) => start(invocation)(...event));
  }

  #invoke<T>(name: FunctionName, handle: (invocation: Invocation) => Promise<T>): Promise<Outcome<T>> {
    const { scheduler, log } = this.#parts;
    return new Promise((resolve) => {
      let isOver = false;
      const end = (outcome: Outcome<T>): void => {
        isOver = true;
        resolve(outcome);
      };
      const process: Process = {
        name,
        began: scheduler.now(),
        isOver: () => isOver,
        kill: () => end({ kind: 'Failed' }),
      };
      scheduler.after(TIMEOUTS[name], () => (isOver ? undefined : Promise.resolve(process.kill())));
      handle(this.#invocationIn(process)).then(
        (value) => end({ kind: 'Answered', value }),
        (error) => {
          log.error(`${name} failed`, { reason: String(error) });
          end({ kind: 'Failed' });
        },
      );
    });
  }

  #invocationIn(process: Process): Invocation {
    const { random, log, carrierFor, clockFor, tamper } = this.#parts;
    const carrier = carrierFor(process);
    return {
      clock: clockFor(process),
      log,
      get random() {
        return random.fork(`${process.name} at ${process.began}`);
      },
      port: (port, target) => carried(tamper(port, target, process.name), process.name, port, carrier),
    };
  }
}
