import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { mayRun } from './matching.ts';
import type { SimulatedJob, SimulatedRunner } from './model.ts';
import { QUEUE_EXPIRES_AFTER } from './runner-queues.ts';

/** Called once. */
type Wake = () => void;

/**
 * Runners that got no job, or run one, and know that asking again is useless until a job begins to wait for them, or theirs
 * stops; or for an hour, for then GitLab looks into its queue again. So a machine costs a simulation nothing while nothing happens. To GitLab they seem to ask all the time.
 */
export class WaitingRunners {
  readonly #gitlab: SimulatedGitLab;
  readonly #scheduler: Scheduler;
  /** Of each runner those of all its gitlab-runners. */
  readonly #wakes = new Map<number, Set<Wake>>();
  readonly #stops = new Map<number, Wake>();
  /** Of each runner that has asked in vain, since when its queue has been as it is. */
  readonly #versions = new Map<number, UnixSeconds>();

  constructor(gitlab: SimulatedGitLab, scheduler: Scheduler) {
    this.#gitlab = gitlab;
    this.#scheduler = scheduler;
    gitlab.onStatus((job) => {
      if (job.status === 'pending') this.#tell(job);
      else if (job.status !== 'running') this.#stop(job.id);
    });
    gitlab.runners.onResume((runner) => this.#resumed(runner));
    gitlab.runners.onDelete(({ id }) => this.#wake(id));
  }

  /** Answers with what ends it. */
  wait(runnerId: number, wake: Wake): () => void {
    const { runners } = this.#gitlab;
    runners.attend(runnerId);
    const own = this.#wakes.get(runnerId) ?? new Set();
    this.#wakes.set(runnerId, own.add(wake));
    if (!this.#versions.has(runnerId)) this.#keepVersion(runnerId, this.#scheduler.now());
    return () => {
      runners.leave(runnerId);
      own.delete(wake);
      if (own.size === 0 && this.#wakes.get(runnerId) === own) this.#wakes.delete(runnerId);
    };
  }

  untilItStops(jobId: number, wake: Wake): void {
    this.#stops.set(jobId, wake);
  }

  #tell(job: SimulatedJob): void {
    const project = this.#gitlab.projectOf(job);
    for (const id of [...this.#wakes.keys()]) {
      const runner = this.#gitlab.runners.find(id);
      if (runner === undefined || !mayRun(runner, job, project)) continue;
      this.#versions.set(id, this.#scheduler.now());
      this.#wake(id);
    }
  }

  #keepVersion(runnerId: number, since: UnixSeconds): void {
    this.#versions.set(runnerId, since);
    this.#scheduler.after(since + QUEUE_EXPIRES_AFTER - this.#scheduler.now(), () => {
      const latest = this.#versions.get(runnerId);
      if (latest !== undefined && latest > since) return this.#keepVersion(runnerId, latest);
      this.#versions.delete(runnerId);
      this.#wake(runnerId);
    });
  }

  #resumed(runner: SimulatedRunner): void {
    if (this.#gitlab.runnerSide.jobFor(runner) !== undefined) this.#wake(runner.id);
  }

  #wake(runnerId: number): void {
    const wakes = this.#wakes.get(runnerId) ?? [];
    this.#wakes.delete(runnerId);
    for (const wake of wakes) wake();
  }

  #stop(jobId: number): void {
    const wake = this.#stops.get(jobId);
    this.#stops.delete(jobId);
    wake?.();
  }
}
