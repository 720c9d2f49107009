import type { Clock } from '../../scaler/ports/clock.ts';
import type { Random } from '../../scaler/ports/random.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Access, FULL_ACCESS, GUEST, REPORTER } from './access.ts';
import { Hooks } from './hooks.ts';
import { type HookSubject, type JobHook, jobHook } from './job-hook.ts';
import { Jobs } from './jobs.ts';
import { mayRun } from './matching.ts';
import type { SimulatedJob, SimulatedProject, SimulatedRunner } from './model.ts';
import { Pipelines } from './pipelines.ts';
import { Projects } from './projects.ts';
import { RateLimit } from './rest/rate-limit.ts';
import {
  type Asking,
  type JobRequest,
  type JobUpdate,
  type RunnerReport,
  RunnerSide,
} from './runner-side.ts';
import { Runners } from './runners.ts';
import { pipelineStatus } from './stages.ts';

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

const JOB_LISTS_A_MINUTE = 600;

export type HookListener = (hook: JobHook) => void;
export type TellListener = (told: HookSubject) => void;
export type StatusListener = (job: SimulatedJob) => void;

/** GitLab's own rules for jobs and runners, in memory: what lies behind its API, without the HTTP. */
export class SimulatedGitLab {
  readonly url: string;
  readonly projects = new Projects();
  readonly hooks: Hooks;
  /** Of the one access token. */
  access: Access = FULL_ACCESS;
  /** Seconds by which its clock, and each time that it tells, is ahead. */
  skew = 0;
  readonly runners: Runners;
  readonly jobs: Jobs;
  readonly pipelines: Pipelines;
  readonly runnerSide: RunnerSide;
  /** Requests for lists of jobs: 600 a minute. https://docs.gitlab.com/administration/settings/rate_limit_on_projects_api/ */
  readonly jobLists: RateLimit;
  readonly #clock: Clock;
  readonly #apiToken: string;
  readonly #listeners = new Set<TellListener>();
  readonly #onStatus: StatusListener[] = [];

  constructor({ clock, random, apiToken, url, firstId = 1 }: SimulatedGitLabOptions) {
    this.#clock = clock;
    this.#apiToken = apiToken;
    this.url = url ?? 'https://gitlab.example.com';
    this.hooks = new Hooks(clock);
    this.jobLists = new RateLimit(clock, JOB_LISTS_A_MINUTE);
    this.runners = new Runners(clock, random, this.projects, firstId);
    this.jobs = new Jobs((job) => this.#noteStatus(job), firstId);
    const { runners, projects, jobs } = this;
    const hasOnlineRunner = (job: SimulatedJob): boolean =>
      this.onlineFor(job).some(({ type }) => type !== 'instance_type');
    this.pipelines = new Pipelines({ clock, random, projects, jobs, hasOnlineRunner }, firstId);
    const { pipelines } = this;
    this.runnerSide = new RunnerSide({
      ...{ clock, runners, jobs, pipelines },
      projectOf: (job) => this.projectOf(job),
    });
  }

  /** What the access token's user is in a project. */
  levelIn(projectId: number): number {
    return this.access.levelIn?.get(projectId) ?? this.access.level;
  }

  maySee(projectId: number): boolean {
    return this.levelIn(projectId) >= GUEST;
  }

  /** May it see the jobs of a runner that are of this project? */
  mayRead(projectId: number): boolean {
    return this.levelIn(projectId) >= REPORTER;
  }

  readonly now = (): UnixSeconds => this.#clock.now();

  isApiToken(token: string | undefined): boolean {
    return token === this.#apiToken;
  }

  /** The listener gets the body of every job webhook, in order. Answers with what ends that. */
  onWebhook(listener: HookListener): () => void {
    return this.onTell((told) => listener(jobHook(told)));
  }

  /** The listener gets what every job webhook tells of, in order. Answers with what ends that. */
  onTell(listener: TellListener): () => void {
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
    this.runnerSide.forgetTraces();
  }

  requestJob(runnerToken: string, asking?: Asking): JobRequest {
    return this.runnerSide.requestJob(runnerToken, asking);
  }

  updateJob(id: number, jobToken: string, report: RunnerReport): JobUpdate {
    return this.runnerSide.updateJob(id, jobToken, report);
  }

  /** The runners that are online and may run the job, whether they ask for one or not. */
  onlineFor(job: SimulatedJob): readonly SimulatedRunner[] {
    const project = this.projectOf(job);
    return this.runners.all().filter((one) => this.runners.isOnline(one) && mayRun(one, job, project));
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
    const project = this.projectOf(job);
    if (project.withoutHook) return;
    const told: HookSubject = {
      ...{ job, project },
      runner: job.runnerId === undefined ? undefined : this.runners.find(job.runnerId),
      pipeline: () => ({
        sha: this.pipelines.of(job).sha,
        status: pipelineStatus(this.jobs.liveOf(job.pipelineId)),
      }),
      now: this.#clock.now(),
      skew: this.skew,
      url: this.url,
    };
    for (const listener of this.#listeners) listener(told);
  }
}
