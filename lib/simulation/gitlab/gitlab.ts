import type { Clock } from '../../scaler/ports/clock.ts';
import type { Random } from '../../scaler/ports/random.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Access, FULL_ACCESS } from './access.ts';
import { Hooks } from './hooks.ts';
import { type JobHook, jobHook } from './job-hook.ts';
import { Jobs } from './jobs.ts';
import { mayRun } from './matching.ts';
import type { SimulatedJob, SimulatedProject } from './model.ts';
import { Pipelines } from './pipelines.ts';
import { Projects } from './projects.ts';
import { Runners } from './runners.ts';
import { pipelineStatus } from './stages.ts';
import { Trace } from './trace.ts';

export interface SimulatedGitLabOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** The access token that its API wants. */
  readonly apiToken: string;
  /** Its address, without a slash at its end. */
  readonly url?: string;
  /** The id of its first job, pipeline and runner: above all those that anyone may remember. */
  readonly firstId?: number;
}

export type JobRequest =
  | { readonly kind: 'Given'; readonly job: SimulatedJob }
  | { readonly kind: 'NoJob' }
  /** The token is not valid (any longer). */
  | { readonly kind: 'Forbidden' };

export type JobUpdate =
  | { readonly kind: 'Done'; readonly job: SimulatedJob }
  | { readonly kind: 'NotRunning'; readonly job: SimulatedJob }
  | { readonly kind: 'Forbidden' };

/** What a runner says of the job it runs. */
export interface RunnerReport {
  readonly state: 'running' | 'success' | 'failed';
  readonly failureReason?: string;
}

export type HookListener = (hook: JobHook) => void;
export type StatusListener = (job: SimulatedJob) => void;

/** GitLab's own rules for jobs and runners, in memory: what lies behind its API, without the HTTP. */
export class SimulatedGitLab {
  readonly url: string;
  readonly projects = new Projects();
  readonly hooks: Hooks;
  /** Of the one access token. */
  access: Access = FULL_ACCESS;
  readonly runners: Runners;
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly #clock: Clock;
  readonly #apiToken: string;
  readonly #listeners = new Set<HookListener>();
  readonly #onStatus: StatusListener[] = [];
  readonly #traces = new Map<number, Trace>();

  constructor({ clock, random, apiToken, url, firstId = 1 }: SimulatedGitLabOptions) {
    this.#clock = clock;
    this.#apiToken = apiToken;
    this.url = url ?? 'https://gitlab.example.com';
    this.hooks = new Hooks(clock);
    this.runners = new Runners(clock, random, this.projects, firstId);
    this.jobs = new Jobs((job) => this.#noteStatus(job), firstId);
    this.pipelines = new Pipelines({ clock, random, projects: this.projects, jobs: this.jobs }, firstId);
  }

  now(): UnixSeconds {
    return this.#clock.now();
  }

  isApiToken(token: string | undefined): boolean {
    return token === this.#apiToken;
  }

  /** The listener gets the body of every job webhook, in order. Answers with what ends that. */
  onWebhook(listener: HookListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The listener gets each job at each status that it takes, in order. */
  onStatus(listener: StatusListener): void {
    this.#onStatus.push(listener);
  }

  /** Forgets the pipelines whose jobs had all ended before then, which GitLab itself would keep. */
  forgetEnded(before: UnixSeconds): void {
    for (const pipelineId of this.jobs.forgetEnded(before)) this.projects.removePipeline(pipelineId);
    for (const id of this.#traces.keys()) if (this.jobs.find(id) === undefined) this.#traces.delete(id);
  }

  /** A runner asks for one job: it is given the first in the queue that it may run, and nobody else is. */
  requestJob(runnerToken: string, systemId?: string): JobRequest {
    const runner = this.runners.contact(runnerToken, systemId);
    if (runner === undefined) return { kind: 'Forbidden' };
    const job = this.jobs.firstPending((waiting) => mayRun(runner, waiting, this.projectOf(waiting)));
    if (job === undefined) return { kind: 'NoJob' };
    const taken = { status: 'running', startedAt: this.#clock.now(), runnerId: runner.id } as const;
    return { kind: 'Given', job: this.jobs.change(job, taken) };
  }

  /** A runner reports on its job: only while that runs. */
  updateJob(id: number, jobToken: string, { state, failureReason }: RunnerReport): JobUpdate {
    const job = this.jobs.find(id);
    if (job?.token !== jobToken) return { kind: 'Forbidden' };
    if (job.status !== 'running') return { kind: 'NotRunning', job };
    if (state === 'running') return { kind: 'Done', job };
    const reason = state === 'failed' ? { failureReason: failureReason ?? 'script_failure' } : {};
    return { kind: 'Done', job: this.pipelines.end(job, { status: state, ...reason }) };
  }

  /** A job's log. */
  traceOf(job: SimulatedJob): Trace {
    const trace = this.#traces.get(job.id) ?? new Trace();
    this.#traces.set(job.id, trace);
    return trace;
  }

  projectOf(job: SimulatedJob): SimulatedProject {
    const project = this.projects.find(job.projectId);
    if (project === undefined) throw new Error(`job ${job.id} has no project`);
    return project;
  }

  #noteStatus(job: SimulatedJob): void {
    for (const listener of this.#onStatus) listener(job);
    this.#tell(job);
  }

  #tell(job: SimulatedJob): void {
    if (this.#listeners.size === 0) return;
    const { sha } = this.pipelines.of(job);
    const hook = jobHook({
      job,
      project: this.projectOf(job),
      runner: job.runnerId === undefined ? undefined : this.runners.find(job.runnerId),
      pipeline: { sha, status: pipelineStatus(this.jobs.liveOf(job.pipelineId)) },
      now: this.#clock.now(),
      url: this.url,
    });
    for (const listener of this.#listeners) listener(hook);
  }
}
