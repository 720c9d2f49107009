import type { Scheduler } from '../../simulation/scheduler.ts';
import type { Workload, WorkloadJob } from './workload.ts';

/** Brings a workload's jobs in time, one after the other: none is read before the one ahead of it has come. */
export class Feed {
  readonly #scheduler: Scheduler;
  readonly #jobs: Iterator<WorkloadJob>;
  readonly #onJob: (job: WorkloadJob) => void;
  #brought = 0;
  #isOver = false;

  constructor(scheduler: Scheduler, workload: Workload, onJob: (job: WorkloadJob) => void) {
    this.#scheduler = scheduler;
    this.#jobs = workload.jobs()[Symbol.iterator]();
    this.#onJob = onJob;
    this.#next();
  }

  /** Jobs that have come. */
  get brought(): number {
    return this.#brought;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #next(): void {
    const { value: job, done } = this.#jobs.next();
    if (done) {
      this.#isOver = true;
      return;
    }
    this.#scheduler.after(job.queuedAt - this.#scheduler.now(), () => {
      this.#brought += 1;
      this.#onJob(job);
      this.#next();
    });
  }
}
