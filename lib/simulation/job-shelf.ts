import { isWaiting, joined } from '../scaler/state/by-status.ts';
import type { ConfirmedJob, Job } from '../scaler/state/job.ts';
import { Shelf } from './shelf.ts';

/**
 * The jobs by id. Those that wait stand by themselves: they may be thousands, of which few change from one reconcile to the
 * next, and none is looked at again before that.
 */
export class JobShelf {
  readonly #waiting = new Shelf<number, ConfirmedJob>();
  readonly #others = new Shelf<number, Job>();
  #all: readonly Job[] | undefined;

  /** The same until something is written. */
  get all(): readonly Job[] {
    this.#all ??= joined(this.#others.all, this.#waiting.all);
    return this.#all;
  }

  get size(): number {
    return this.#waiting.size + this.#others.size;
  }

  get(id: number): Job | undefined {
    return this.#others.get(id) ?? this.#waiting.get(id);
  }

  values(): Iterable<Job> {
    return this.all;
  }

  set(id: number, job: Job): this {
    this.#all = undefined;
    if (isWaiting(job)) {
      this.#others.delete(id);
      this.#waiting.set(id, job);
    } else {
      this.#waiting.delete(id);
      this.#others.set(id, job);
    }
    return this;
  }

  delete(id: number): boolean {
    this.#all = undefined;
    return this.#others.delete(id) || this.#waiting.delete(id);
  }
}
