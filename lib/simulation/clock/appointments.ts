import TinyQueue from 'tinyqueue';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Task } from './scheduler.ts';

interface Appointment {
  readonly at: UnixSeconds;
  /** Of two at the same time the one made first comes first. */
  readonly order: number;
  readonly task: Task;
}

/** What is to be done when, in the order of its time. */
export class Appointments {
  #made = 0;
  readonly #queue = new TinyQueue<Appointment>(
    [],
    (one, other) => one.at - other.at || one.order - other.order,
  );

  add(at: UnixSeconds, task: Task): void {
    this.#made += 1;
    this.#queue.push({ at, order: this.#made, task });
  }

  /** The time of the first; undefined if there is none. */
  nextAt(): UnixSeconds | undefined {
    return this.#queue.peek()?.at;
  }

  /** Takes the first, if its time is not after this. */
  takeUntil(time: UnixSeconds): Appointment | undefined {
    const first = this.#queue.peek();
    return first !== undefined && first.at <= time ? this.#queue.pop() : undefined;
  }
}
