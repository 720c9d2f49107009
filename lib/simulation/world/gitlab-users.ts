import type { RegistrationAnswer } from '../api-gateway.ts';
import type { Dangers } from '../faults/port-faults.ts';
import type { SimulatedGitLab } from '../gitlab/gitlab.ts';
import { isHandedOut, type NewJob, type PipelineSource, type SimulatedJob } from '../gitlab/model.ts';
import { WaitingRunners } from '../gitlab/waiting-runners.ts';
import { startWorkers } from '../gitlab/workers.ts';
import type { RegisterAnswer } from '../machine/machine.ts';
import type { RunnerCalls } from '../machine/runner-api.ts';
import { runnerCalls } from '../machine/runner-calls.ts';

const HOUR = 3600;
/** Of a canceled job: seconds after it began to wait. */
const LATEST_CANCEL = 300;
/** Seconds until a runner begins the job that it was given. */
const LATEST_ACCEPTANCE = 150;
/** Between two looks of people at the list of runners. */
const LOOK_EVERY = 60;
/** Seconds since a runner's last contact from which it looks dead to them, at most: GitLab shows them how long ago that was. */
const LOOKS_DEAD_AFTER = 300;

/** What uses GitLab beside us: people who push and cancel, machines that take jobs, and its own clock. */
export class GitLabUsers {
  readonly #gitlab: SimulatedGitLab;
  readonly #dangers: Dangers;
  readonly #waiting: WaitingRunners;
  readonly #onCancel: ((jobId: number) => void)[] = [];

  constructor(gitlab: SimulatedGitLab, dangers: Dangers) {
    this.#gitlab = gitlab;
    this.#dangers = dangers;
    this.#waiting = new WaitingRunners(gitlab, dangers.scheduler);
    startWorkers(gitlab, dangers.scheduler);
    gitlab.onStatus((job) => {
      if (job.status === 'pending') this.#mayCancel(job);
    });
  }

  /** The listener gets each job that people cancel. */
  onCancel(listener: (jobId: number) => void): void {
    this.#onCancel.push(listener);
  }

  cancel(jobId: number): void {
    for (const listener of this.#onCancel) listener(jobId);
    this.#gitlab.pipelines.cancel(jobId);
  }

  push(projectId: number, jobs: readonly NewJob[], source?: PipelineSource): void {
    this.#gitlab.pipelines.push(projectId, jobs, source);
  }

  /** What a machine does with the function's answer. */
  async register(ask: () => Promise<RegistrationAnswer>): Promise<RegisterAnswer> {
    const answer = await ask();
    if (answer === 'Later' || answer === 'Never') return answer;
    const { token, ...limits } = answer;
    const { runners } = this.#gitlab;
    this.#may('runner deleted', token, (id) => runners.delete(id));
    this.#may('runner paused', token, (id) => runners.setPaused(id, true));
    this.#mayTidyUp(token);
    return { gitlab: this.#callsOf(token), ...limits };
  }

  /** By people, who see a list of look-alike runners. Not in the moment in which it is given a job, which would be lost to GitLab. */
  #may(kind: 'runner deleted' | 'runner paused', token: string, meddle: (runnerId: number) => void): void {
    const { scheduler, faults, isSafe } = this.#dangers;
    if (isSafe) return;
    const { runners, jobs } = this.#gitlab;
    const id = runners.withToken(token)?.id ?? 0;
    const where = `runner ${id}`;
    scheduler.after(faults.amount(kind, where, 0, HOUR), () => {
      if (runners.find(id) === undefined || jobs.heldBy(id).some(isHandedOut)) return;
      if (faults.strikes(kind, where)) meddle(id);
    });
  }

  /** By people, who see in that list that GitLab has not heard of it for some minutes. */
  #mayTidyUp(token: string): void {
    const { scheduler, faults, isSafe } = this.#dangers;
    if (isSafe) return;
    const { runners, jobs, now } = this.#gitlab;
    const id = runners.withToken(token)?.id ?? 0;
    const where = `runner ${id}`;
    const deadAfter = faults.amount('silent runner deleted', where, LOOK_EVERY, LOOKS_DEAD_AFTER);
    const look = (): void => {
      const runner = runners.find(id);
      if (runner === undefined) return;
      const contactedAt = runners.contactedAt(runner) ?? runner.createdAt;
      // A runner tells of its job all the time, though nobody sees it here.
      const isSilent = now() - contactedAt > deadAfter && jobs.heldBy(id).length === 0;
      if (!isSilent) scheduler.after(LOOK_EVERY, look);
      else if (faults.strikes('silent runner deleted', where)) runners.delete(id);
    };
    look();
  }

  /** A runner goes on asking while GitLab is down, and tells it of a job's end when it is up again. */
  #callsOf(token: string): RunnerCalls {
    const { weather, faults, isSafe } = this.#dangers;
    const calls = runnerCalls(this.#gitlab, this.#waiting, token);
    if (isSafe) return calls;
    const isDown = () => weather.has('GitLab down');
    return {
      ...calls,
      untilAJobWaits: (wake) => {
        if (!isDown()) return calls.untilAJobWaits?.(wake) ?? (() => undefined);
        weather.whenOver('GitLab down', wake);
        return () => undefined;
      },
      requestJob: async () => (isDown() ? { kind: 'NoJob' } : calls.requestJob()),
      preparation: ({ id }) => {
        const where = `job ${id}`;
        if (!faults.strikes('job accepted late', where)) return 0;
        return faults.amount('job accepted late', where, 1, LATEST_ACCEPTANCE);
      },
      accept: async (job) => {
        if (isDown() || faults.strikes('job not accepted', `job ${job.id}`)) return 'Unknown';
        return calls.accept(job);
      },
      trace: async (job, text) => (isDown() ? 'Unknown' : calls.trace(job, text)),
      finish: async (job, end) => (isDown() ? 'Failed' : calls.finish(job, end)),
    };
  }

  #mayCancel({ id }: SimulatedJob): void {
    const { scheduler, faults } = this.#dangers;
    const where = `job ${id}`;
    if (!faults.strikes('job canceled', where)) return;
    const after = faults.amount('job canceled', where, 0, LATEST_CANCEL);
    scheduler.after(after, () => this.cancel(id));
  }
}
