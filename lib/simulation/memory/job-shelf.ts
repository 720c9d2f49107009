import { isCreated, isWaiting, JobsByStatus } from '../../scaler/state/jobs/by-status.ts';
import type { ConfirmedJob, Job } from '../../scaler/state/jobs/job.ts';
import { WaitingJobs } from '../../scaler/state/jobs/waiting-jobs.ts';
import { Shelf } from './shelf.ts';

/**
 * The jobs by id. Those that wait stand by themselves, and so do those that are created: they may be thousands, of which few
 * change from one reconcile to the next.
 */
export class JobShelf {
  readonly #waiting = new Map<number, ConfirmedJob>();
  readonly #created = new Shelf<number, Job>();
  readonly #others = new Shelf<number, Job>();
  /** Those that waited when all were asked for, and of each that has changed since what it was then. */
  #listed = WaitingJobs.NONE;
  readonly #was = new Map<number, ConfirmedJob | undefined>();
  #all: JobsByStatus | undefined;

  /** The same until something is written. */
  get all(): JobsByStatus {
    this.#all ??= new JobsByStatus(this.#others.all, this.#created.all, this.#waitingNow());
    return this.#all;
  }

  get size(): number {
    return this.#waiting.size + this.#created.size + this.#others.size;
  }

  get(id: number): Job | undefined {
    return this.#others.get(id) ?? this.#created.get(id) ?? this.#waiting.get(id);
  }

  values(): Iterable<Job> {
    return this.all;
  }

  set(id: number, job: Job): this {
    this.#note(id);
    const [own, another] = isCreated(job) ? [this.#created, this.#others] : [this.#others, this.#created];
    another.delete(id);
    if (isWaiting(job)) {
      own.delete(id);
      this.#waiting.set(id, job);
    } else {
      this.#waiting.delete(id);
      own.set(id, job);
    }
    return this;
  }

  delete(id: number): boolean {
    this.#note(id);
    return this.#others.delete(id) || this.#created.delete(id) || this.#waiting.delete(id);
  }

  #note(id: number): void {
    this.#all = undefined;
    if (!this.#was.has(id)) this.#was.set(id, this.#waiting.get(id));
  }

  #waitingNow(): WaitingJobs {
    const ids = [...this.#was.keys()];
    this.#listed = this.#listed.changed(
      ids.flatMap((id) => this.#was.get(id) ?? []),
      ids.flatMap((id) => this.#waiting.get(id) ?? []),
    );
    this.#was.clear();
    return this.#listed;
  }
}
