import * as v from 'valibot';
import type { Clock } from '../../scaler/ports/clock.ts';
import type { Random } from '../../scaler/ports/random.ts';
import { AdoptedJob } from './adopted-job.ts';
import type { Jobs } from './jobs.ts';
import {
  isEnded,
  type JobState,
  type NewJob,
  type PipelineSource,
  type SimulatedJob,
  type SimulatedPipeline,
} from './model.ts';
import type { Projects } from './projects.ts';
import { nextStep } from './stages.ts';

interface Surroundings {
  readonly clock: Clock;
  readonly random: Random;
  readonly projects: Projects;
  readonly jobs: Jobs;
  /** Is a project's or a group's runner online that may run the job? */
  readonly hasOnlineRunner: (job: SimulatedJob) => boolean;
}

const DEFAULT_DURATION = 30;
const DEFAULT_STAGE = 'test';
const SHA_DIGITS = 40;
const JOB_TOKEN_DIGITS = 20;
const RETRYABLE: readonly JobState[] = ['success', 'failed', 'canceled', 'canceling'];
/** How often GitLab retries a job by itself that no runner accepted: `DEFAULT_RETRIES` of its AutoRetry. */
const AUTOMATIC_RETRIES = 2;

/** How jobs come to be, follow one another, end, and are tried again. */
export class Pipelines {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #projects: Projects;
  readonly #jobs: Jobs;
  readonly #hasOnlineRunner: Surroundings['hasOnlineRunner'];
  #nextId: number;

  constructor({ clock, random, projects, jobs, hasOnlineRunner }: Surroundings, firstId: number) {
    this.#clock = clock;
    this.#random = random;
    this.#projects = projects;
    this.#jobs = jobs;
    this.#hasOnlineRunner = hasOnlineRunner;
    this.#nextId = firstId;
  }

  /** Pushes a commit: its jobs are created, and those of the first stage wait. Throws if there is no such project. */
  push(
    projectId: number,
    wanted: readonly NewJob[],
    source: PipelineSource = 'push',
  ): readonly SimulatedJob[] {
    if (this.#projects.find(projectId) === undefined) throw new Error(`there is no project ${projectId}`);
    if (source === 'push') this.#projects.noteActivity(projectId);
    const stages = [...new Set(wanted.map(({ stage = DEFAULT_STAGE }) => stage))];
    const pipeline = this.#addPipeline(projectId, stages);
    const jobs = wanted.map((job) => this.#jobs.add(this.#newJob(pipeline, job)));
    for (const job of jobs) this.#dropUnlessRunnable(job);
    this.#advance(pipeline);
    return jobs.map(({ id }) => this.#known(id));
  }

  /**
   * Takes over a job that waits, from a webhook that somebody sent by hand: so machines find it here. False if the
   * payload is none of a job that waits, or the job is known.
   */
  adopt(payload: unknown): boolean {
    const parsed = v.safeParse(AdoptedJob, payload);
    if (!parsed.success || this.#jobs.find(parsed.output.build_id) !== undefined) return false;
    const { build_id, build_name, build_stage, project_id, project } = parsed.output;
    const path = project?.path_with_namespace ?? `adopted/project-${project_id}`;
    this.#projects.add({ id: project_id, path, groupId: project_id });
    const pipeline = this.#addPipeline(project_id, [build_stage]);
    const job = this.#newJob(pipeline, { name: build_name, stage: build_stage });
    this.#jobs.adopt({ ...job, id: build_id, status: 'pending', queuedAt: this.#clock.now() });
    return true;
  }

  /**
   * A job that has ended stays as it is, and one whose runner cancels in peace is canceling until the runner says that
   * it has ended, unless it is forced. Undefined if there is no such job. https://docs.gitlab.com/api/jobs/#cancel-a-job
   */
  cancel(id: number, { force = false } = {}): SimulatedJob | undefined {
    const job = this.#jobs.find(id);
    if (job === undefined || isEnded(job) || (job.status === 'canceling' && !force)) return job;
    const isLeftToRunner = job.status === 'running' && job.cancelsGracefully;
    return isLeftToRunner
      ? this.#jobs.change(job, { status: 'canceling' })
      : this.end(job, { status: 'canceled' });
  }

  /** Puts a new job, with a new id, in the place of one that has ended. Undefined if it has not, or was retried. */
  retry(id: number): SimulatedJob | undefined {
    const job = this.#jobs.find(id);
    if (job === undefined || job.retried || !RETRYABLE.includes(job.status)) return;
    const pipeline = this.of(job);
    this.#jobs.change(job, { retried: true });
    const fresh = this.#newJob(pipeline, job);
    const added = this.#jobs.add({ ...fresh, retries: job.retries + 1 });
    this.#dropUnlessRunnable(added);
    for (const later of this.#jobs.liveOf(pipeline.id)) {
      if (later.status === 'skipped') this.#jobs.change(later, { status: 'created' });
    }
    this.#advance(pipeline);
    return this.#known(added.id);
  }

  /** It has ended in this way: what comes after it begins. */
  end(job: SimulatedJob, changes: Pick<SimulatedJob, 'status' | 'failureReason'>): SimulatedJob {
    const ended = this.#jobs.change(job, { ...changes, finishedAt: this.#clock.now() });
    this.#advance(this.of(job));
    return ended;
  }

  /** GitLab itself fails it; and retries it at once where that is not its first or second time. */
  drop(job: SimulatedJob, failureReason: string): void {
    const dropped = { status: 'failed', failureReason } as const;
    if (job.retries >= AUTOMATIC_RETRIES) return void this.end(job, dropped);
    this.#jobs.change(job, { ...dropped, finishedAt: this.#clock.now() });
    this.retry(job.id);
  }

  /**
   * `DropNotRunnableBuildsService`, and the same of a retried job: one that an instance runner would take fails at once
   * where their minutes are used up, unless another runner that may run it is online.
   */
  #dropUnlessRunnable(job: SimulatedJob): void {
    const { instanceRunners } = this.#projects.find(job.projectId) ?? {};
    if (instanceRunners !== 'UsedUp' || job.tags.length > 0 || this.#hasOnlineRunner(job)) return;
    const finishedAt = this.#clock.now();
    this.#jobs.change(job, { status: 'failed', failureReason: 'ci_quota_exceeded', finishedAt });
  }

  of(job: SimulatedJob): SimulatedPipeline {
    const pipeline = this.#projects.pipeline(job.pipelineId);
    if (pipeline === undefined) throw new Error(`job ${job.id} has no pipeline`);
    return pipeline;
  }

  #known(id: number): SimulatedJob {
    const job = this.#jobs.find(id);
    if (job === undefined) throw new Error(`there is no job ${id}`);
    return job;
  }

  #addPipeline(projectId: number, stages: readonly string[]): SimulatedPipeline {
    const id = this.#nextId;
    this.#nextId += 1;
    return this.#projects.addPipeline({ id, projectId, stages, sha: this.#random.hex(SHA_DIGITS) });
  }

  #newJob(pipeline: SimulatedPipeline, wanted: NewJob): Omit<SimulatedJob, 'id'> {
    const { name, stage = DEFAULT_STAGE, tags = [], duration = DEFAULT_DURATION } = wanted;
    const { environment, isProtected = false, isManual = false, fails = false } = wanted;
    return {
      ...{ name, stage, tags, duration, isProtected, isManual, fails },
      ...(environment !== undefined && { environment }),
      projectId: pipeline.projectId,
      pipelineId: pipeline.id,
      token: `glcbt-${this.#random.hex(JOB_TOKEN_DIGITS)}`,
      status: 'created',
      createdAt: this.#clock.now(),
      retried: false,
      retries: 0,
    };
  }

  #advance(pipeline: SimulatedPipeline): void {
    const { toPending, toManual, toSkipped } = nextStep(pipeline.stages, this.#jobs.liveOf(pipeline.id));
    for (const job of toManual) this.#jobs.change(job, { status: 'manual' });
    for (const job of toPending) this.#jobs.change(job, { status: 'pending', queuedAt: this.#clock.now() });
    for (const job of toSkipped) this.#jobs.change(job, { status: 'skipped' });
  }
}
