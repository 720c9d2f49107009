import type { Scheduler, Task } from '../clock/scheduler.ts';
import type { JobEnd, RunnerCalls, Standing, TakenJob } from './runner-api.ts';

/** What a machine is told when it registers: how to call GitLab, and when to stop. */
export interface Orders {
  readonly gitlab: RunnerCalls;
  /** Jobs that the machine runs at once, each with a gitlab-runner of its own. */
  readonly places: number;
  /** --max-builds, of all of them together; 0 = no limit. */
  readonly maxBuilds: number;
  /** --wait-timeout, in seconds. */
  readonly waitTimeout: number;
}

/** gitlab-runner's check_interval. */
const POLL_SECONDS = 3;
/** Between two polls of a runner that GitLab does not know: not even SIGQUIT cuts it. */
const UNHEALTHY_SECONDS = 300;
/** Between two signs of life of a silent job, by which its runner notices that it is canceled. */
const TOUCH_SECONDS = 30;
/** What prints notices it with the next part of the log. */
const SOONEST_NOTICE = 2;
const AFTER_SCRIPT_SECONDS = 2;
/** Between two reports of a job's end, where GitLab is to hear it again. */
const AGAIN_SECONDS = 1;
/** Reports of a job's end that fail, before it is given up: job_status_final_update_retry_limit. */
const FAILED_REPORTS = 10;

/**
 * `gitlab-runner run-single`, on the machine's time: takes jobs, one after the other, until --max-builds or
 * --wait-timeout. `commands/single.go` of GitLab Runner, and what was measured of it.
 */
export class RunSingle {
  readonly #scheduler: Scheduler;
  readonly #orders: Orders;
  readonly #onExit: () => void | Promise<void>;
  #isOn = true;
  #isQuitting = false;
  #isStalled = false;
  #builds = 0;
  #idleSince: number;
  #job: TakenJob | undefined;
  #stopResting: (() => void) | undefined;
  #wakeUp: (() => void) | undefined;

  constructor(scheduler: Scheduler, orders: Orders, onExit: () => void | Promise<void>) {
    this.#scheduler = scheduler;
    this.#orders = orders;
    this.#onExit = onExit;
    this.#idleSince = scheduler.now();
  }

  start(): Promise<void> {
    return this.#poll();
  }

  /** Jobs that it has begun. */
  get builds(): number {
    return this.#builds;
  }

  /** When it last had a job; of one that never had any, long ago. */
  get usedAt(): number {
    if (this.#job !== undefined) return this.#scheduler.now();
    return this.#builds === 0 ? 0 : this.#idleSince;
  }

  /** Whatever runs is gone, without a word. */
  cut(): void {
    this.#isOn = false;
    this.#stopResting?.();
  }

  /** SIGQUIT: it takes no other job, and ends when its job has; a sleep after a 403 goes on. */
  quit(): void {
    this.#isQuitting = true;
    this.#wakeUp?.();
  }

  /** Its job comes to no end by itself any more. */
  stall(): void {
    this.#isStalled = true;
  }

  /** SIGTERM: its job fails, and it ends. */
  async abort(): Promise<void> {
    const job = this.#job;
    this.cut();
    if (job !== undefined) await this.#orders.gitlab.finish(job, INTERRUPTED);
  }

  async #poll(): Promise<void> {
    const answer = await this.#orders.gitlab.requestJob();
    switch (answer.kind) {
      case 'Given':
        return this.#prepare(answer.job);
      case 'NoJob':
        return this.#rest();
      case 'Failed':
        return this.#after(POLL_SECONDS, () => this.#next());
      case 'Forbidden':
        return this.#after(UNHEALTHY_SECONDS, () => this.#next());
    }
  }

  /** Where it is known that it would be given nothing, it need not ask. */
  #next(): void | Promise<void> {
    if (this.#hasFinished()) return this.#onExit();
    return this.#orders.gitlab.hasNoJob?.() ? this.#rest() : this.#poll();
  }

  #hasFinished(): boolean {
    const { maxBuilds, waitTimeout } = this.#orders;
    if (this.#isQuitting || (maxBuilds > 0 && this.#builds >= maxBuilds)) return true;
    return waitTimeout > 0 && Math.floor(this.#idleFor()) > waitTimeout;
  }

  #idleFor(): number {
    return this.#scheduler.now() - this.#idleSince;
  }

  /** Polls again in time; where asking is known to be useless, only when it may not be, or when time is up. */
  #rest(): void {
    const { gitlab, waitTimeout } = this.#orders;
    if (gitlab.untilAJobWaits === undefined) {
      this.#after(POLL_SECONDS, () => this.#next());
      return;
    }
    const asked = this.#scheduler.now();
    const nextAfter = (seconds: number): void => {
      this.#after(seconds, () => {
        if (stop !== this.#stopResting) return;
        stop();
        this.#stopResting = undefined;
        this.#wakeUp = undefined;
        return this.#next();
      });
    };
    const wakeUp = (): void => {
      const now = this.#scheduler.now();
      nextAfter(asked + nextPoll(now - asked) - now);
    };
    const stop = gitlab.untilAJobWaits(wakeUp);
    this.#stopResting = stop;
    this.#wakeUp = wakeUp;
    if (waitTimeout > 0) nextAfter(nextPoll(waitTimeout - this.#idleFor()));
  }

  async #prepare(job: TakenJob): Promise<void> {
    const seconds = this.#orders.gitlab.preparation?.(job) ?? 0;
    if (seconds > 0) this.#after(seconds, () => this.#take(job));
    else await this.#take(job);
  }

  /** A job that is not its own any more when it begins it does not count. */
  async #take(job: TakenJob): Promise<void> {
    const standing = await this.#orders.gitlab.accept(job);
    if (standing === 'Over' || standing === 'Canceling') return this.#next();
    this.#builds += 1;
    this.#job = job;
    await this.#heed(job, await this.#orders.gitlab.trace(job, 'Running on a simulated machine\n'));
    if (!this.#runs(job)) return;
    this.#after(job.duration, () => this.#finish(job));
    this.#watch(job);
  }

  #runs(job: TakenJob): boolean {
    return this.#isOn && this.#job === job;
  }

  /** Notices that its job is canceled: by the log that it prints, or where it is silent by a sign of life. */
  #watch(job: TakenJob): void {
    const { gitlab } = this.#orders;
    const look = async (): Promise<void> => {
      if (this.#runs(job)) await this.#heed(job, await gitlab.trace(job, ''));
    };
    if (gitlab.untilItStops === undefined) {
      this.#after(TOUCH_SECONDS, async () => {
        await look();
        if (this.#runs(job)) this.#watch(job);
      });
      return;
    }
    gitlab.untilItStops(job, () => this.#after(noticedAfter(job), look));
  }

  async #heed(job: TakenJob, standing: Standing): Promise<void> {
    if (standing === 'Over') return this.#end(job, { state: 'failed' });
    if (standing !== 'Canceling') return;
    this.#job = undefined;
    this.#after(AFTER_SCRIPT_SECONDS, () => this.#report(job, { state: 'failed' }));
  }

  async #finish(job: TakenJob): Promise<void> {
    if (!this.#runs(job) || this.#isStalled) return;
    const [text, end] = job.fails ? FAILED : SUCCEEDED;
    await this.#heed(job, await this.#orders.gitlab.trace(job, text));
    if (this.#runs(job)) await this.#end(job, end);
  }

  #end(job: TakenJob, end: JobEnd): Promise<void> {
    this.#job = undefined;
    return this.#report(job, end);
  }

  /** Says it for as long as GitLab asks for it; after an error less and less often, and at last no more. */
  async #report(job: TakenJob, end: JobEnd, failed = 0): Promise<void> {
    const heard = await this.#orders.gitlab.finish(job, end);
    if (heard === 'Again') return this.#after(AGAIN_SECONDS, () => this.#report(job, end, failed));
    if (heard === 'Failed' && failed + 1 < FAILED_REPORTS) {
      return this.#after(2 ** failed, () => this.#report(job, end, failed + 1));
    }
    this.#idleSince = this.#scheduler.now();
    await this.#next();
  }

  #after(seconds: number, task: Task): void {
    this.#scheduler.after(seconds, () => (this.#isOn ? task() : undefined));
  }
}

/** The last line of its log, and what GitLab is told. */
type Finish = readonly [text: string, end: JobEnd];
const SUCCEEDED: Finish = ['Job succeeded\n', { state: 'success' }];
const FAILED: Finish = [
  'ERROR: Job failed: exit code 1\n',
  { state: 'failed', failureReason: 'script_failure' },
];

/** By GitLab Runner 19.1 and later. */
const INTERRUPTED: JobEnd = { state: 'failed', failureReason: 'runner_interrupted' };

/** The first multiple of POLL_SECONDS that is above so many seconds. */
function nextPoll(seconds: number): number {
  return (Math.floor(seconds / POLL_SECONDS) + 1) * POLL_SECONDS;
}

/** Some jobs print all the time, some are silent. */
function noticedAfter({ id }: TakenJob): number {
  return SOONEST_NOTICE + (id % (TOUCH_SECONDS - SOONEST_NOTICE + 1));
}
