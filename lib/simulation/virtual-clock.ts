import TinyQueue from 'tinyqueue';
import type { UnixSeconds } from '../scaler/time.ts';
import type { Scheduler, Task } from './scheduler.ts';

interface Appointment {
  readonly at: UnixSeconds;
  /** Of two at the same time the one made first comes first. */
  readonly order: number;
  readonly task: Task;
}

/** How long the clock stands still for a task. Rejects with what the task rejects with. */
export type Patience = (running: Promise<void>) => Promise<void>;

/** Each task ends before the next begins: for a world that calls real servers. */
export const untilItEnds: Patience = (running) => running;

/** Time that passes only when it is told to, from task to task. */
export class VirtualClock implements Scheduler {
  #now: UnixSeconds;
  #made = 0;
  readonly #patience: Patience;
  readonly #appointments = new TinyQueue<Appointment>(
    [],
    (one, other) => one.at - other.at || one.order - other.order,
  );

  constructor(start: UnixSeconds, patience: Patience = untilItEnds) {
    this.#now = start;
    this.#patience = patience;
  }

  now(): UnixSeconds {
    return this.#now;
  }

  after(seconds: number, task: Task): void {
    this.#made += 1;
    this.#appointments.push({ at: this.#now + Math.max(0, seconds), order: this.#made, task });
  }

  /** Lets so many seconds pass, with all that happens in them. Rejects with what a task rejects with. */
  async advance(seconds: number): Promise<void> {
    const until = this.#now + seconds;
    for (let next = this.#appointments.peek(); next !== undefined && next.at <= until; ) {
      this.#appointments.pop();
      this.#now = next.at;
      const running = next.task();
      if (running !== undefined) await this.#patience(running);
      next = this.#appointments.peek();
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
