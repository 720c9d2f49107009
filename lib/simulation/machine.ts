import { Places } from './places.ts';
import type { Orders } from './run-single.ts';
import type { Scheduler } from './scheduler.ts';

/** `Later`: not on record yet. `Never`: it is not to run. */
export type RegisterAnswer = Orders | 'Later' | 'Never';

export interface MachineSurroundings {
  readonly scheduler: Scheduler;
  readonly register: () => Promise<RegisterAnswer>;
  /** Shuts the instance down, which terminates it. */
  readonly powerOff: () => void;
}

const REGISTER_AGAIN_SECONDS = 5;
const REGISTER_TRIES = 60;
/** Seconds from the start of user data to the first register call, where nothing is to be installed. */
export const START_SECONDS = 2;

/** The inside of a machine: its user data registers it, then its gitlab-runners run, and when they have ended it powers off. */
export class SimulatedMachine {
  readonly #around: MachineSurroundings;
  #isOn = true;
  #places: Places | undefined;

  constructor(around: MachineSurroundings) {
    this.#around = around;
    this.#after(START_SECONDS, () => this.#register(REGISTER_TRIES));
  }

  /** The instance has ended: whatever ran on it is gone. */
  cut(): void {
    this.#isOn = false;
    this.#places?.cut();
  }

  async #register(tries: number): Promise<void> {
    const { scheduler, register, powerOff } = this.#around;
    const answer = await register();
    if (!this.#isOn) return;
    if (answer === 'Never' || tries === 0) return powerOff();
    if (answer === 'Later') {
      return this.#after(REGISTER_AGAIN_SECONDS, () => this.#register(tries - 1));
    }
    this.#places = new Places(scheduler, answer, powerOff);
    await this.#places.start();
  }

  #after(seconds: number, task: () => Promise<void>): void {
    this.#around.scheduler.after(seconds, () => (this.#isOn ? task() : undefined));
  }
}
