import type { Scheduler } from '../../simulation/clock/scheduler.ts';
import type { Workload, WorkloadPipeline } from './workload.ts';

/** Pushes a workload's pipelines at their times. It reads one only after the one before it has come. */
export class Feed {
  readonly #scheduler: Scheduler;
  readonly #pipelines: Iterator<WorkloadPipeline>;
  readonly #onPipeline: (pipeline: WorkloadPipeline) => void;
  #isOver = false;

  constructor(scheduler: Scheduler, workload: Workload, onPipeline: (pipeline: WorkloadPipeline) => void) {
    this.#scheduler = scheduler;
    this.#pipelines = workload.pipelines()[Symbol.iterator]();
    this.#onPipeline = onPipeline;
    this.#next();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  #next(): void {
    const { value: pipeline, done } = this.#pipelines.next();
    if (done) {
      this.#isOver = true;
      return;
    }
    this.#scheduler.after(pipeline.createdAt - this.#scheduler.now(), () => {
      this.#onPipeline(pipeline);
      this.#next();
    });
  }
}
