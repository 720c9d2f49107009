import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { SimulatedGitLab } from './gitlab.ts';
import { mayRun } from './matching.ts';
import type { SimulatedJob } from './model.ts';

/** For how long a poll is held, by the clock of the simulation. */
export interface LongPolling {
  readonly scheduler: Scheduler;
  /** Workhorse's `apiCiLongPollingDuration`. */
  readonly seconds: number;
}

/** What GitLab's own packages set. https://docs.gitlab.com/ci/runners/long_polling/ */
export const LONG_POLL_SECONDS = 50;

/**
 * For how long a version holds: GitLab's `RUNNER_QUEUE_EXPIRY_TIME`. So long a runner that has asked in vain may not hear of
 * a job that waited before people changed who may have it: such a change makes no new version.
 */
export const QUEUE_EXPIRES_AFTER = 3600;

interface Queue {
  version: number;
  since: UnixSeconds;
  readonly held: Set<() => void>;
}

/**
 * Of each runner that has asked, a version of what it may be given: a new one when a job begins to wait for it, and when
 * it is changed itself, and after an hour. A runner that names the present one has nothing to expect, and its poll is held until there is
 * another. `tick_runner_queue` in GitLab's source, and `RegisterHandler` in Workhorse's.
 */
export class RunnerQueues {
  readonly #gitlab: SimulatedGitLab;
  readonly #polling: LongPolling | undefined;
  readonly #queues = new Map<number, Queue>();
  #versions = 0;

  /** Without long polling each poll is answered at once. */
  constructor(gitlab: SimulatedGitLab, polling?: LongPolling) {
    this.#gitlab = gitlab;
    this.#polling = polling;
    gitlab.onStatus((job) => {
      if (job.status === 'pending') this.#tickAllFor(job);
    });
    gitlab.runners.onPause(({ id }) => this.#tick(id));
    gitlab.runners.onResume(({ id }) => this.#tick(id));
    gitlab.runners.onDelete(({ id }) => this.#queues.delete(id));
  }

  /** The runner's version, to be named in its next poll. */
  versionOf(runnerId: number): string {
    return `${this.#queueOf(runnerId).version}`;
  }

  /** Resolves when the runner's version is another, or the poll is held for long enough. */
  untilItChanges(runnerId: number): Promise<void> {
    const polling = this.#polling;
    if (polling === undefined) return Promise.resolve();
    const { held } = this.#queueOf(runnerId);
    const { promise, resolve } = Promise.withResolvers<void>();
    held.add(resolve);
    polling.scheduler.after(polling.seconds, () => {
      held.delete(resolve);
      resolve();
    });
    return promise;
  }

  #queueOf(runnerId: number): Queue {
    const now = this.#gitlab.now();
    const known = this.#queues.get(runnerId);
    if (known !== undefined && now - known.since < QUEUE_EXPIRES_AFTER) return known;
    const { held = new Set<() => void>() } = known ?? {};
    const queue = { version: this.#nextVersion(), since: now, held };
    this.#queues.set(runnerId, queue);
    return queue;
  }

  #tickAllFor(job: SimulatedJob): void {
    const project = this.#gitlab.projectOf(job);
    for (const id of this.#queues.keys()) {
      const runner = this.#gitlab.runners.find(id);
      if (runner !== undefined && mayRun(runner, job, project)) this.#tick(id);
    }
  }

  #tick(runnerId: number): void {
    const queue = this.#queues.get(runnerId);
    if (queue === undefined) return;
    queue.version = this.#nextVersion();
    queue.since = this.#gitlab.now();
    for (const letGo of queue.held) letGo();
    queue.held.clear();
  }

  #nextVersion(): number {
    this.#versions += 1;
    return this.#versions;
  }
}
