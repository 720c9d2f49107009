import type { UnixSeconds } from '../scaler/state/time.ts';
import { Places } from './places.ts';
import type { Orders, Poll } from './run-single.ts';
import type { Scheduler, Task } from './scheduler.ts';

/** `Later`: not on record yet. `Never`: it is not to run. */
export type RegisterAnswer = Orders | 'Later' | 'Never';

export interface MachineSurroundings {
  readonly scheduler: Scheduler;
  /** With the seconds for which its kernel has run. */
  readonly register: (uptime: number) => Promise<RegisterAnswer>;
  /** Shuts the instance down, which terminates it. */
  readonly powerOff: () => void;
}

/** Of register.sh: for how long a machine asks for its runner, and between two calls at most. */
const SECONDS_TO_REGISTER = 300;
const LONGEST_DELAY = 15;
/** Of watch.sh: between two looks at what may have become of the runner. */
const WATCH_SECONDS = 5;
/** Seconds from the kernel's start to that of user data: an assumption. */
const KERNEL_SECONDS = 8;
/** Seconds from the start of user data to the first register call, where nothing is to be installed. */
export const START_SECONDS = 2;

/**
 * The inside of a machine: its user data registers it, then its gitlab-runners run, watched, and when they have ended it
 * powers off. What it does follows lib/machine/script.
 */
export class SimulatedMachine {
  readonly #around: MachineSurroundings;
  readonly #kernelAt: UnixSeconds;
  #isOn = true;
  #isNoticed = false;
  #places: Places | undefined;

  constructor(around: MachineSurroundings) {
    this.#around = around;
    this.#kernelAt = around.scheduler.now() - KERNEL_SECONDS;
    this.#after(START_SECONDS, () => this.#register());
  }

  /** The instance has ended: whatever ran on it is gone. */
  cut(): void {
    this.#isOn = false;
    this.#places?.cut();
  }

  /** EC2 will interrupt it: it takes no other job, finishes the one that it runs if it can, and ends. */
  notice(): void {
    this.#isNoticed = true;
    this.#heedNotice();
  }

  async #register(delay = 1, waited = 0): Promise<void> {
    const { scheduler, register, powerOff } = this.#around;
    const answer = await register(scheduler.now() - this.#kernelAt);
    if (!this.#isOn) return;
    if (answer === 'Never') return powerOff();
    if (answer === 'Later') {
      if (waited >= SECONDS_TO_REGISTER) return powerOff();
      const next = Math.min(2 * delay, LONGEST_DELAY);
      return this.#after(delay, () => this.#register(next, waited + delay));
    }
    this.#places = new Places(scheduler, this.#watched(answer), powerOff);
    this.#heedNotice();
    await this.#places.start();
  }

  /** The watch begins with the runner: a notice from before waits for that. */
  #heedNotice(): void {
    const places = this.#places;
    if (this.#isNoticed && places !== undefined) this.#after(WATCH_SECONDS, () => places.quit());
  }

  /** A gitlab-runner that GitLab does not know would sleep: the watch ends it. */
  #watched(orders: Orders): Orders {
    const requestJob = async (): Promise<Poll> => {
      const poll = await orders.gitlab.requestJob();
      if (poll.kind === 'Forbidden') this.#after(WATCH_SECONDS, () => this.#endUnknown(orders));
      return poll;
    };
    return { ...orders, gitlab: { ...orders.gitlab, requestJob } };
  }

  /** On other places jobs may still run. */
  #endUnknown({ places }: Orders): Promise<void> | void {
    return places > 1 ? this.#places?.quit() : this.#places?.abort();
  }

  #after(seconds: number, task: Task): void {
    this.#around.scheduler.after(seconds, () => (this.#isOn ? task() : undefined));
  }
}
