import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler, Task } from '../clock/scheduler.ts';
import { Places } from './places.ts';
import type { Orders } from './run-single.ts';
import type { Poll } from './runner-api.ts';

/** `Later`: not on record yet. `Never`: it is not to run. */
export type RegisterAnswer = Orders | 'Later' | 'Never';

interface MachineSurroundings {
  readonly scheduler: Scheduler;
  /** With the seconds for which its kernel has run. */
  readonly register: (uptime: number) => Promise<RegisterAnswer>;
  /** Says why it gives up: true once that is heard. Without it nobody is told. */
  readonly report?: (reason: string) => Promise<boolean>;
  /** Shuts the instance down, which terminates it. */
  readonly powerOff: () => void;
}

/** Of register.sh: for how long a machine asks for its runner, and between two calls at most. */
const SECONDS_TO_REGISTER = 300;
const LONGEST_DELAY = 15;
/** Of watch.sh: between two looks at what may have become of the runner. */
const WATCH_SECONDS = 5;
/** And until a runner is to take no other job since Docker does not answer, and until its job is given up. */
const LONG_SILENCE = 15;
const LONGEST_SILENCE = 100;
/** Of control-plane.sh: seconds between the tries of a report. */
const REPORT_AGAIN = [1, 3];
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
  /** Why it gives up: the first reason stays. */
  #reason: string | undefined;

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

  /** Docker has ended: systemd ends the runner with it, and its jobs fail. */
  async loseDocker(): Promise<void> {
    this.#blame('Docker has failed');
    await this.#places?.abort();
  }

  /** Docker does not answer any more: no job comes to its end. Whoever watches waits for it, ever less patiently. */
  hangDocker(): void {
    const places = this.#places;
    if (places === undefined) return;
    places.stall();
    this.#after(LONG_SILENCE, () => {
      this.#blame('Docker does not answer any more');
      places.quit();
    });
    this.#after(LONGEST_SILENCE, () => places.abort());
  }

  async #register(delay = 1, waited = 0): Promise<void> {
    const { scheduler, register } = this.#around;
    const answer = await register(scheduler.now() - this.#kernelAt);
    if (!this.#isOn) return;
    if (answer === 'Never') return this.#giveUp('it is not to run');
    if (answer === 'Later') {
      if (waited >= SECONDS_TO_REGISTER) return this.#giveUp('it could not register');
      const next = Math.min(2 * delay, LONGEST_DELAY);
      return this.#after(delay, () => this.#register(next, waited + delay));
    }
    this.#places = new Places(scheduler, this.#watched(answer), () => this.#leave());
    this.#heedNotice();
    await this.#places.start();
  }

  #blame(reason: string): void {
    this.#reason ??= reason;
  }

  #giveUp(reason: string): Promise<void> {
    this.#blame(reason);
    return this.#leave();
  }

  /** If something is wrong, it says what before it powers off. */
  async #leave([delay, ...delays]: readonly number[] = REPORT_AGAIN): Promise<void> {
    const { report, powerOff } = this.#around;
    const isHeard = this.#reason === undefined || report === undefined || (await report(this.#reason));
    if (!this.#isOn) return;
    if (!isHeard && delay !== undefined) return this.#after(delay, () => this.#leave(delays));
    this.#isOn = false;
    powerOff();
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
    this.#blame('GitLab does not know its runner any more (403)');
    return places > 1 ? this.#places?.quit() : this.#places?.abort();
  }

  #after(seconds: number, task: Task): void {
    this.#around.scheduler.after(seconds, () => (this.#isOn ? task() : undefined));
  }
}
