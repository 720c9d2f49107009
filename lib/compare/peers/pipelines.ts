import type { Clock } from '../../scaler/ports/clock.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Ledger } from '../report/ledger.ts';
import type { JobKind, WorkloadJob, WorkloadPipeline } from '../workloads/workload.ts';

/** A job that waits in GitLab or was given to a runner. */
export interface QueuedJob {
  readonly queuedAt: UnixSeconds;
  /** Seconds. */
  readonly duration: number;
  readonly kind: JobKind;
  /** Is it of a stage after its pipeline's first? */
  readonly isLater: boolean;
  readonly fails: boolean;
  readonly pipeline: RunningPipeline;
}

interface RunningPipeline {
  readonly plan: WorkloadPipeline;
  /** The stage that runs, and its jobs that have not ended. */
  stage: number;
  open: number;
  hasFailed: boolean;
}

interface PipelineParts {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly onQueued: (job: QueuedJob) => void;
}

/** GitLab's pipelines for peers: a stage's jobs begin to wait when those of the one before it have all succeeded. */
export class Pipelines {
  readonly #parts: PipelineParts;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
  }

  push(plan: WorkloadPipeline): void {
    for (const { jobs } of plan.stages) for (const _ of jobs) this.#parts.ledger.jobCreated();
    this.#begin({ plan, stage: -1, open: 0, hasFailed: false });
  }

  /** It ran to its end. */
  ended({ pipeline, fails }: QueuedJob): void {
    this.#end(pipeline, fails);
  }

  /** Its machine was taken, and nobody retries it. */
  lost({ pipeline }: QueuedJob): void {
    this.#end(pipeline, true);
  }

  #end(pipeline: RunningPipeline, hasFailed: boolean): void {
    pipeline.open -= 1;
    pipeline.hasFailed ||= hasFailed;
    if (pipeline.open > 0) return;
    if (!pipeline.hasFailed) this.#begin(pipeline);
    else this.#skipRest(pipeline);
  }

  #skipRest(pipeline: RunningPipeline): void {
    for (const { jobs } of pipeline.plan.stages.slice(pipeline.stage + 1)) this.#leaveOut(jobs);
  }

  /** Begins its next stage; skips one whose jobs are all manual. */
  #begin(pipeline: RunningPipeline): void {
    const { clock, onQueued, ledger } = this.#parts;
    let awaited: readonly WorkloadJob[] = [];
    while (awaited.length === 0) {
      pipeline.stage += 1;
      const stage = pipeline.plan.stages[pipeline.stage];
      if (stage === undefined) return;
      awaited = stage.jobs.filter(({ fate }) => fate !== 'Manual');
      this.#leaveOut(stage.jobs.filter(({ fate }) => fate === 'Manual'));
    }
    pipeline.open = awaited.length;
    for (const { duration, kind, fate } of awaited) {
      ledger.jobQueued(clock.now());
      onQueued({
        ...{ queuedAt: clock.now(), duration, kind, fails: fate === 'Fails' },
        ...{ isLater: pipeline.stage > 0, pipeline },
      });
    }
  }

  #leaveOut(jobs: readonly WorkloadJob[]): void {
    for (const _ of jobs) this.#parts.ledger.jobLeftOut();
  }
}
