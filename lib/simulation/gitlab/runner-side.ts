import type { Clock } from '../../scaler/ports/clock.ts';
import { FAILURE_REASONS } from './failure-reasons.ts';
import type { Jobs } from './jobs.ts';
import { mayRun } from './matching.ts';
import {
  isHandedOut,
  OLD_RUNNER,
  type RunnerFeatures,
  type SimulatedJob,
  type SimulatedProject,
  type SimulatedRunner,
} from './model.ts';
import type { Pipelines } from './pipelines.ts';
import type { Runners } from './runners.ts';
import { type Appended, Trace } from './trace.ts';

export type JobRequest =
  | { readonly kind: 'Given'; readonly job: SimulatedJob }
  | { readonly kind: 'NoJob' }
  /** The token is not valid (any longer). */
  | { readonly kind: 'Forbidden' };

export type JobUpdate =
  | { readonly kind: 'Done'; readonly job: SimulatedJob }
  /** Its log is not stored yet: the runner is to say the same again. */
  | { readonly kind: 'Accepted'; readonly job: SimulatedJob }
  | Refusal;

export type Refusal =
  /** The runner has nothing to say of it any more, or not yet: the job's status tells it why. */
  | { readonly kind: 'NotProcessing'; readonly job: SimulatedJob }
  /** A job that is as this one cannot become so. */
  | { readonly kind: 'Invalid' }
  | { readonly kind: 'Forbidden' };

/** What a runner says of the job that it has. `pending`: it prepares to run it. */
export interface RunnerReport {
  readonly state: 'pending' | 'running' | 'success' | 'failed';
  readonly failureReason?: string;
  /** It says what the log is to be: GitLab then waits for that. */
  readonly hasChecksum?: boolean;
}

/** Who asks for a job. */
export interface Asking {
  /** Of the runner manager. */
  readonly systemId?: string;
  readonly features?: RunnerFeatures;
}

/** Seconds for which a runner that was given a job may accept it, or say that it goes on preparing. */
const ACCEPTED_WITHIN = 120;

interface RunnerSideParts {
  readonly clock: Clock;
  readonly runners: Runners;
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly projectOf: (job: SimulatedJob) => SimulatedProject;
}

/** What GitLab answers to runners: `lib/api/ci/runner.rb` in its source, without the HTTP. */
export class RunnerSide {
  /** Logs are stored part by part, and a job has ended once all of its log is: `ci_job_live_trace_enabled`. */
  storesTracesByPart = false;
  readonly #parts: RunnerSideParts;
  readonly #onHandedOut: ((job: SimulatedJob) => void)[] = [];
  readonly #traces = new Map<number, Trace>();

  constructor(parts: RunnerSideParts) {
    this.#parts = parts;
  }

  /** The listener gets each job that is given to a runner which is to accept it. */
  onHandedOut(listener: (job: SimulatedJob) => void): void {
    this.#onHandedOut.push(listener);
  }

  /**
   * A runner asks for one job, which nobody else is given then. One that accepts
   * its jobs has it while it is pending. https://docs.gitlab.com/development/cicd/two_phase_job_commit/
   */
  requestJob(runnerToken: string, { systemId, features = OLD_RUNNER }: Asking = {}): JobRequest {
    const { runners, jobs, clock } = this.#parts;
    const runner = runners.contact(runnerToken, systemId);
    if (runner === undefined) return { kind: 'Forbidden' };
    const job = this.jobFor(runner);
    if (job === undefined) return { kind: 'NoJob' };
    const held = { runnerId: runner.id, cancelsGracefully: features.cancelGracefully };
    if (!features.twoPhaseJobCommit) {
      return { kind: 'Given', job: jobs.change(job, { ...held, status: 'running', startedAt: clock.now() }) };
    }
    const handedOut = jobs.change(job, { ...held, acceptBy: clock.now() + ACCEPTED_WITHIN });
    for (const listener of this.#onHandedOut) listener(handedOut);
    return { kind: 'Given', job: handedOut };
  }

  /** The one that it would be given now: the first in the queue that it may run. */
  jobFor(runner: SimulatedRunner): SimulatedJob | undefined {
    const { jobs, projectOf } = this.#parts;
    return jobs.firstPending((waiting) => mayRun(runner, waiting, projectOf(waiting)));
  }

  /** A runner accepts its job, says that it prepares or runs it, or how it has ended: `UpdateBuildStateService`. */
  updateJob(id: number, jobToken: string, report: RunnerReport): JobUpdate {
    const job = this.#processedJob(id, jobToken);
    if ('kind' in job) return job;
    const { jobs, clock } = this.#parts;
    const isAwaited = job.status === 'pending';
    switch (report.state) {
      case 'pending':
        if (!isAwaited) return { kind: 'Invalid' };
        return { kind: 'Done', job: jobs.change(job, { acceptBy: clock.now() + ACCEPTED_WITHIN }) };
      case 'running':
        if (!isAwaited) return { kind: 'Done', job };
        return { kind: 'Done', job: jobs.change(job, { status: 'running', startedAt: clock.now() }) };
      default:
        if (isAwaited) return { kind: 'Invalid' };
        if (report.hasChecksum && this.#isTraceUnstored(job)) return { kind: 'Accepted', job };
        return { kind: 'Done', job: this.#end(job, report) };
    }
  }

  /** Of a job that runs, or is canceling. */
  appendTrace(id: number, jobToken: string, start: number, part: Uint8Array): Appended | Refusal {
    const job = this.#processedJob(id, jobToken);
    if ('kind' in job) return job;
    if (job.status === 'pending') return { kind: 'NotProcessing', job };
    return { ...this.traceOf(job).append(start, part), job };
  }

  /** A job's log. */
  traceOf({ id }: Pick<SimulatedJob, 'id'>): Trace {
    const trace = this.#traces.get(id) ?? new Trace();
    this.#traces.set(id, trace);
    return trace;
  }

  forgetTraces(): void {
    for (const id of this.#traces.keys()) {
      if (this.#parts.jobs.find(id) === undefined) this.#traces.delete(id);
    }
  }

  /** The job that the token is of, while its runner has something to say of it: `authenticate_job!`. */
  #processedJob(id: number, jobToken: string): SimulatedJob | Refusal {
    const { jobs, runners, clock } = this.#parts;
    const job = jobs.find(id);
    if (job?.token !== jobToken) return { kind: 'Forbidden' };
    const isAwaited = isHandedOut(job) && clock.now() < (job.acceptBy ?? 0);
    if (!isAwaited && job.status !== 'running' && job.status !== 'canceling')
      return { kind: 'NotProcessing', job };
    if (job.runnerId !== undefined) runners.heard(job.runnerId);
    return job;
  }

  /** Stored it is when it is asked for once more. */
  #isTraceUnstored(job: SimulatedJob): boolean {
    return this.storesTracesByPart && this.traceOf(job).isBeingStored();
  }

  /** What its runner says of the end of a canceled job does not matter. */
  #end(job: SimulatedJob, { state, failureReason = 'script_failure' }: RunnerReport): SimulatedJob {
    const { pipelines } = this.#parts;
    if (job.status === 'canceling') return pipelines.end(job, { status: 'canceled' });
    if (state === 'success') return pipelines.end(job, { status: 'success' });
    const isKnown = FAILURE_REASONS.includes(failureReason);
    return pipelines.end(job, {
      status: 'failed',
      failureReason: isKnown ? failureReason : 'unknown_failure',
    });
  }
}
