import type { Scheduler } from '../clock/scheduler.ts';
import { type Orders, RunSingle } from './run-single.ts';

/**
 * The gitlab-runners of a machine, one for each place. They share --max-builds: where there are several, each runs one job
 * and is followed by another, as long as there are any left. The machine has ended when there are none, or when nothing has
 * run on it for --wait-timeout.
 */
export class Places {
  readonly #scheduler: Scheduler;
  readonly #orders: Orders;
  readonly #onExit: () => void | Promise<void>;
  readonly #runners = new Set<RunSingle>();
  /** Of those that have ended. */
  #builds = 0;
  #usedAt: number;
  #isQuitting = false;

  constructor(scheduler: Scheduler, orders: Orders, onExit: () => void | Promise<void>) {
    this.#scheduler = scheduler;
    this.#orders = orders;
    this.#onExit = onExit;
    this.#usedAt = scheduler.now();
  }

  async start(): Promise<void> {
    await Promise.all(Array.from({ length: this.#orders.places }, () => this.#startOne()));
  }

  /** Whatever runs is gone, without a word. */
  cut(): void {
    for (const runner of this.#runners) runner.cut();
    this.#runners.clear();
  }

  /** SIGQUIT: each ends when its job has, and none follows. */
  quit(): void {
    this.#isQuitting = true;
    for (const runner of this.#runners) runner.quit();
  }

  /** Nothing that runs comes to its end. */
  stall(): void {
    for (const runner of this.#runners) runner.stall();
  }

  /** SIGTERM: their jobs fail, and the machine has ended. */
  async abort(): Promise<void> {
    const runners = [...this.#runners];
    this.#runners.clear();
    await Promise.all(runners.map((runner) => runner.abort()));
    await this.#onExit();
  }

  async #startOne(): Promise<void> {
    const { maxBuilds, places } = this.#orders;
    if (maxBuilds > 0 && this.#builds + this.#runners.size >= maxBuilds) return;
    const orders = places === 1 ? this.#orders : { ...this.#orders, maxBuilds: Math.min(1, maxBuilds) };
    const runner: RunSingle = new RunSingle(this.#scheduler, orders, () => this.#followed(runner));
    this.#runners.add(runner);
    await runner.start();
  }

  async #followed(runner: RunSingle): Promise<void> {
    this.#runners.delete(runner);
    this.#builds += runner.builds;
    this.#usedAt = Math.max(this.#usedAt, runner.usedAt);
    if (!this.#isQuitting && this.#isUsed()) await this.#startOne();
    if (this.#runners.size > 0 && (this.#isQuitting || this.#isUsed())) return;
    this.cut();
    await this.#onExit();
  }

  /** Does anything run on it, or has lately? */
  #isUsed(): boolean {
    const { waitTimeout } = this.#orders;
    const usedAt = Math.max(this.#usedAt, ...[...this.#runners].map((one) => one.usedAt));
    return waitTimeout === 0 || Math.floor(this.#scheduler.now() - usedAt) <= waitTimeout;
  }
}
