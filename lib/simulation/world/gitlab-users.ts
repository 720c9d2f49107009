import type { RegistrationAnswer } from '../api-gateway.ts';
import type { Dangers } from '../faults/port-faults.ts';
import type { SimulatedGitLab } from '../gitlab/gitlab.ts';
import type { NewJob, SimulatedJob } from '../gitlab/model.ts';
import { WaitingRunners } from '../gitlab/waiting-runners.ts';
import type { RegisterAnswer, RunnerCalls } from '../machine.ts';
import { readRegistration } from '../registration.ts';
import { runnerCalls } from '../runner-calls.ts';

/** Seconds after which GitLab gives a job up that nobody reports on: its default, and enough for longer ones. */
const JOB_TIMEOUT = 3600;
/** Of a canceled job: seconds after it began to wait. */
const LATEST_CANCEL = 300;

/** What uses GitLab beside us: people who push and cancel, machines that take jobs, and its own clock. */
export class GitLabUsers {
  readonly #gitlab: SimulatedGitLab;
  readonly #dangers: Dangers;
  readonly #waiting: WaitingRunners;
  readonly #onCancel: (jobId: number) => void;

  constructor(gitlab: SimulatedGitLab, dangers: Dangers, onCancel: (jobId: number) => void) {
    this.#gitlab = gitlab;
    this.#dangers = dangers;
    this.#onCancel = onCancel;
    this.#waiting = new WaitingRunners(gitlab);
    gitlab.onStatus((job) => {
      if (job.status === 'running') this.#giveUpLater(job);
      if (job.status === 'pending') this.#mayCancel(job);
    });
  }

  push(projectId: number, jobs: readonly NewJob[]): void {
    this.#gitlab.pipelines.push(projectId, jobs);
  }

  /** What a machine does with the function's answer. */
  async register(ask: () => Promise<RegistrationAnswer>): Promise<RegisterAnswer> {
    const answer = await ask();
    if (answer === 'Later' || answer === 'Never') return answer;
    const { token, ...limits } = readRegistration(answer);
    return { gitlab: this.#callsOf(token), ...limits };
  }

  /** A runner goes on asking while GitLab is down, and tells it of a job's end when it is up again. */
  #callsOf(token: string): RunnerCalls {
    const { weather } = this.#dangers;
    const calls = runnerCalls(this.#gitlab, this.#waiting, token);
    return {
      untilAJobWaits: (wake) => {
        if (weather.has('GitLab down')) weather.whenOver('GitLab down', wake);
        else calls.untilAJobWaits?.(wake);
      },
      requestJob: async () => (weather.has('GitLab down') ? undefined : calls.requestJob()),
      trace: async (job, text) => weather.has('GitLab down') || calls.trace(job, text),
      finish: (job) =>
        new Promise((resolve) => {
          weather.whenOver('GitLab down', async () => resolve(await calls.finish(job)));
        }),
    };
  }

  #giveUpLater({ id, duration }: SimulatedJob): void {
    this.#dangers.scheduler.after(Math.max(JOB_TIMEOUT, 2 * duration), () => {
      const job = this.#gitlab.jobs.find(id);
      if (job?.status !== 'running') return;
      this.#gitlab.pipelines.end(job, { status: 'failed', failureReason: 'stuck_or_timeout_failure' });
    });
  }

  #mayCancel({ id }: SimulatedJob): void {
    const { scheduler, faults } = this.#dangers;
    const where = `job ${id}`;
    if (!faults.strikes('job canceled', where)) return;
    const after = faults.amount('job canceled', where, 0, LATEST_CANCEL);
    scheduler.after(after, () => {
      this.#onCancel(id);
      this.#gitlab.pipelines.cancel(id);
    });
  }
}
