import type { SimulatedGitLab } from './gitlab.ts';
import { mayRun } from './matching.ts';
import type { SimulatedJob, SimulatedRunner } from './model.ts';

/** Called once. */
export type Wake = () => void;

/**
 * Runners that got no job, and know that asking again is useless until a job waits for them. So an idle machine
 * costs a simulation nothing. The real GitLab has no such thing.
 */
export class WaitingRunners {
  readonly #gitlab: SimulatedGitLab;
  readonly #wakes = new Map<number, Wake>();

  constructor(gitlab: SimulatedGitLab) {
    this.#gitlab = gitlab;
    gitlab.onStatus((job) => job.status === 'pending' && this.#tell(job));
    gitlab.runners.onResume((runner) => this.#resumed(runner));
  }

  /** A runner that is gone is never woken. */
  wait(runnerId: number, wake: Wake): void {
    this.#wakes.set(runnerId, wake);
  }

  #tell(job: SimulatedJob): void {
    const project = this.#gitlab.projectOf(job);
    for (const id of [...this.#wakes.keys()]) {
      const runner = this.#gitlab.runners.find(id);
      if (runner === undefined) this.#wakes.delete(id);
      else if (mayRun(runner, job, project)) this.#wake(id);
    }
  }

  #resumed(runner: SimulatedRunner): void {
    const { jobs } = this.#gitlab;
    if (jobs.firstPending((job) => mayRun(runner, job, this.#gitlab.projectOf(job)))) this.#wake(runner.id);
  }

  #wake(id: number): void {
    const wake = this.#wakes.get(id);
    this.#wakes.delete(id);
    wake?.();
  }
}
