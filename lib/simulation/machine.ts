import type { Scheduler } from './scheduler.ts';

/** A job as a machine sees it. */
export interface TakenJob {
  readonly id: number;
  readonly token: string;
  /** Seconds that its script takes. */
  readonly duration: number;
}

/** What a machine's gitlab-runner calls in GitLab. */
export interface RunnerCalls {
  /** Calls back once a job may wait for this runner: before, to ask is in vain. Without it, a runner asks and asks. */
  untilAJobWaits?(wake: () => void): void;
  /** Undefined when there is none for this runner now. */
  requestJob(): Promise<TakenJob | undefined>;
  /** Appends to the job's log; false when GitLab says that the job is canceled. */
  trace(job: TakenJob, text: string): Promise<boolean>;
  finish(job: TakenJob): Promise<void>;
}

/** What a machine is told when it registers: how to call GitLab, and when to stop. */
export interface Orders {
  readonly gitlab: RunnerCalls;
  /** --max-builds; 0 = no limit. */
  readonly maxBuilds: number;
  /** --wait-timeout, in seconds. */
  readonly waitTimeout: number;
}

/** `Later`: not on record yet. `Never`: it is not to run. */
export type RegisterAnswer = Orders | 'Later' | 'Never';

export interface MachineSurroundings {
  readonly scheduler: Scheduler;
  readonly register: () => Promise<RegisterAnswer>;
  /** Shuts the instance down, which terminates it. */
  readonly powerOff: () => void;
}

/** gitlab-runner's check_interval. */
const POLL_SECONDS = 3;
const REGISTER_AGAIN_SECONDS = 5;
const REGISTER_TRIES = 60;
/** Seconds from the start of user data to the first register call, where nothing is to be installed. */
export const START_SECONDS = 2;

/**
 * The inside of a machine: its user data registers it, then `gitlab-runner run-single` takes jobs until
 * --max-builds or --wait-timeout, and the machine powers off.
 */
export class SimulatedMachine {
  readonly #around: MachineSurroundings;
  #isOn = true;
  #builds = 0;
  #idleSince: number;

  constructor(around: MachineSurroundings) {
    this.#around = around;
    this.#idleSince = around.scheduler.now();
    this.#after(START_SECONDS, () => this.#register(REGISTER_TRIES));
  }

  /** The instance has ended: whatever ran on it is gone. */
  cut(): void {
    this.#isOn = false;
  }

  async #register(tries: number): Promise<void> {
    const answer = await this.#around.register();
    if (answer === 'Never' || tries === 0) return this.#around.powerOff();
    if (answer === 'Later') {
      return this.#after(REGISTER_AGAIN_SECONDS, () => this.#register(tries - 1));
    }
    this.#idleSince = this.#around.scheduler.now();
    await this.#poll(answer);
  }

  async #poll(orders: Orders): Promise<void> {
    const job = await orders.gitlab.requestJob();
    if (job !== undefined) return this.#run(job, orders);
    const idleFor = this.#around.scheduler.now() - this.#idleSince;
    if (idleFor > orders.waitTimeout) return this.#around.powerOff();
    this.#rest(orders, idleFor);
  }

  /** Polls again in time; where it is known that to ask is in vain, only when it may not be, or when time is up. */
  #rest(orders: Orders, idleFor: number): void {
    const poll = () => this.#poll(orders);
    if (orders.gitlab.untilAJobWaits === undefined) {
      this.#after(POLL_SECONDS, poll);
      return;
    }
    const asked = this.#around.scheduler.now();
    let isResting = true;
    const pollAfter = (seconds: number): void => {
      this.#after(seconds, async () => {
        if (!isResting) return;
        isResting = false;
        await poll();
      });
    };
    orders.gitlab.untilAJobWaits(() => {
      const now = this.#around.scheduler.now();
      pollAfter(asked + nextPoll(now - asked) - now);
    });
    pollAfter(nextPoll(orders.waitTimeout - idleFor));
  }

  async #run(job: TakenJob, orders: Orders): Promise<void> {
    this.#builds += 1;
    await orders.gitlab.trace(job, 'Running on a simulated machine\n');
    this.#after(job.duration, async () => {
      if (await orders.gitlab.trace(job, 'Job succeeded\n')) await orders.gitlab.finish(job);
      this.#idleSince = this.#around.scheduler.now();
      if (orders.maxBuilds > 0 && this.#builds >= orders.maxBuilds) return this.#around.powerOff();
      await this.#poll(orders);
    });
  }

  #after(seconds: number, task: () => Promise<void>): void {
    this.#around.scheduler.after(seconds, () => (this.#isOn ? task() : undefined));
  }
}

/** The first multiple of POLL_SECONDS that is above so many seconds. */
function nextPoll(seconds: number): number {
  return (Math.floor(seconds / POLL_SECONDS) + 1) * POLL_SECONDS;
}
