import type { UnixSeconds } from '../../scaler/state/time.ts';
import { Appointments } from './appointments.ts';
import type { Scheduler, Task } from './scheduler.ts';

/** How long the clock stands still for a task. Rejects with what the task rejects with. */
export type Patience = (running: Promise<unknown>) => Promise<unknown>;

/** Each task ends before the next begins: for a world that calls real servers. */
const untilItEnds: Patience = (running) => running;

/** Time that passes only when it is told to, from task to task. */
export class VirtualClock implements Scheduler {
  #now: UnixSeconds;
  readonly #patience: Patience;
  readonly #appointments = new Appointments();

  constructor(start: UnixSeconds, patience: Patience = untilItEnds) {
    this.#now = start;
    this.#patience = patience;
  }

  now(): UnixSeconds {
    return this.#now;
  }

  after(seconds: number, task: Task): void {
    this.#appointments.add(this.#now + Math.max(0, seconds), task);
  }

  /** Lets so many seconds pass, with all that happens in them. Rejects with what a task rejects with. */
  async advance(seconds: number): Promise<void> {
    const until = this.#now + seconds;
    for (;;) {
      const next = this.#appointments.takeUntil(until);
      if (next === undefined) break;
      this.#now = next.at;
      const running = next.task();
      if (running !== undefined) await this.#patience(running);
    }
    this.#now = until;
  }

  /** Lets time pass, by steps, until the condition holds. Rejects if it does not within so many seconds. */
  async advanceUntil(
    condition: () => boolean | Promise<boolean>,
    withinSeconds: number,
    step = 1,
  ): Promise<void> {
    const deadline = this.#now + withinSeconds;
    while (!(await condition())) {
      if (this.#now >= deadline) throw new Error(`it did not come about within ${withinSeconds} s`);
      await this.advance(step);
    }
  }
}
