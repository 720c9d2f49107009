import type { UnixSeconds } from '../../scaler/state/time.ts';
import { END_STATES, isEnded, isHandedOut, isOver, type JobState, type SimulatedJob } from './model.ts';

/** Told of each status that a job takes. */
type JobListener = (job: SimulatedJob) => void;

/** All jobs, and the queue of those that wait. They stay for ever, as in GitLab. */
export class Jobs {
  readonly #onStatus: JobListener;
  readonly #jobs = new Map<number, SimulatedJob>();
  readonly #ofPipeline = new Map<number, number[]>();
  readonly #ofRunner = new Map<number, Set<number>>();
  /** Those that have not ended, by their project. */
  readonly #unfinished = new Map<number, Map<number, SimulatedJob>>();
  /** Ids, rising: who waits longest comes first. */
  readonly #pending: number[] = [];
  /** Those that a runner has and that have not ended, by their runner. */
  readonly #held = new Map<number, Map<number, SimulatedJob>>();
  #nextId: number;
  #changes = 0;
  /** The last list that was asked for: its pages are, one after the other. */
  #listed: { readonly key: string; readonly jobs: readonly SimulatedJob[] } | undefined;

  constructor(onStatus: JobListener, firstId: number) {
    this.#onStatus = onStatus;
    this.#nextId = firstId;
  }

  add(job: Omit<SimulatedJob, 'id'>): SimulatedJob {
    const added = this.adopt({ ...job, id: this.#nextId });
    this.#onStatus(added);
    return added;
  }

  /** Takes a job that has an id and was told of before; those of later jobs are above it. */
  adopt(job: SimulatedJob): SimulatedJob {
    this.#nextId = Math.max(this.#nextId, job.id + 1);
    const ids = this.#ofPipeline.get(job.pipelineId) ?? [];
    this.#ofPipeline.set(job.pipelineId, ids);
    ids.push(job.id);
    this.#store(job);
    return job;
  }

  find(id: number): SimulatedJob | undefined {
    return this.#jobs.get(id);
  }

  all(): readonly SimulatedJob[] {
    return [...this.#jobs.values()];
  }

  /** Those that the runner has and that have not ended: handed out to it, running or canceling. */
  heldBy(runnerId: number): readonly SimulatedJob[] {
    return [...(this.#held.get(runnerId)?.values() ?? [])];
  }

  /** The project's, the newest first. */
  ofProject(
    projectId: number,
    statuses: readonly JobState[],
    { withRetried = true } = {},
  ): readonly SimulatedJob[] {
    const key = `${this.#changes} ${projectId} ${statuses} ${withRetried}`;
    if (this.#listed?.key !== key) this.#listed = { key, jobs: this.#list(projectId, statuses, withRetried) };
    return this.#listed.jobs;
  }

  #list(projectId: number, statuses: readonly JobState[], withRetried: boolean): readonly SimulatedJob[] {
    const areUnfinished = !statuses.some((status) => END_STATES.includes(status));
    const own = areUnfinished ? (this.#unfinished.get(projectId) ?? NONE) : this.#jobs;
    const found: SimulatedJob[] = [];
    for (const job of own.values()) {
      const isListed = withRetried || !job.retried;
      if (isListed && job.projectId === projectId && statuses.includes(job.status)) found.push(job);
    }
    return found.sort((one, other) => other.id - one.id);
  }

  /** All that the runner was ever given. */
  ofRunner(runnerId: number): readonly SimulatedJob[] {
    return [...(this.#ofRunner.get(runnerId) ?? [])].flatMap((id) => this.find(id) ?? []);
  }

  /** Forgets the jobs of pipelines that had ended before then. Answers with those pipelines' ids. */
  forgetEnded(before: UnixSeconds): readonly number[] {
    const wasOver = (job: SimulatedJob | undefined): boolean =>
      job === undefined || (isOver(job) && (job.finishedAt ?? job.createdAt) < before);
    const over = [...this.#ofPipeline].filter(([, ids]) => ids.every((id) => wasOver(this.find(id))));
    for (const [pipelineId, ids] of over) {
      for (const id of ids) this.#forget(id);
      this.#ofPipeline.delete(pipelineId);
    }
    return over.map(([pipelineId]) => pipelineId);
  }

  /** Without those that were retried. */
  liveOf(pipelineId: number): readonly SimulatedJob[] {
    const ids = this.#ofPipeline.get(pipelineId) ?? [];
    return ids.flatMap((id) => this.find(id) ?? []).filter(({ retried }) => !retried);
  }

  change(job: SimulatedJob, changes: Partial<SimulatedJob>): SimulatedJob {
    const changed = { ...job, ...changes };
    const before = this.find(job.id)?.status;
    this.#store(changed);
    if (changed.status !== before) this.#onStatus(changed);
    return changed;
  }

  /** The first in the queue that passes. */
  firstPending(passes: (job: SimulatedJob) => boolean): SimulatedJob | undefined {
    for (const id of this.#pending) {
      const job = this.find(id);
      if (job !== undefined && passes(job)) return job;
    }
    return undefined;
  }

  #forget(id: number): void {
    const job = this.find(id);
    if (job === undefined) return;
    const ofRunner = this.#ofRunner.get(job.runnerId ?? 0);
    ofRunner?.delete(id);
    if (ofRunner?.size === 0) this.#ofRunner.delete(job.runnerId ?? 0);
    index(this.#unfinished, job.projectId, job, false);
    this.#jobs.delete(id);
  }

  #store(job: SimulatedJob): void {
    const before = this.#jobs.get(job.id);
    this.#changes += 1;
    this.#jobs.set(job.id, job);
    const waited = before !== undefined && isQueued(before);
    if (waited && !isQueued(job)) this.#pending.splice(this.#pending.indexOf(job.id), 1);
    if (!waited && isQueued(job)) this.#enqueue(job.id);
    index(this.#unfinished, job.projectId, job, !isEnded(job));
    if (job.runnerId === undefined) return;
    index(this.#held, job.runnerId, job, !isEnded(job));
    this.#noteRunner(job.id, job.runnerId);
  }

  #noteRunner(id: number, runnerId: number): void {
    const ids = this.#ofRunner.get(runnerId) ?? new Set();
    this.#ofRunner.set(runnerId, ids.add(id));
  }

  #enqueue(id: number): void {
    const place = this.#pending.findLastIndex((other) => other < id) + 1;
    this.#pending.splice(place, 0, id);
  }
}

const NONE: ReadonlyMap<number, SimulatedJob> = new Map();

/** Puts the job, as it is now, among those of the key, or takes it out. */
function index(
  jobs: Map<number, Map<number, SimulatedJob>>,
  key: number,
  job: SimulatedJob,
  isIn: boolean,
): void {
  const own = jobs.get(key);
  if (!isIn) {
    own?.delete(job.id);
    if (own?.size === 0) jobs.delete(key);
  } else if (own === undefined) jobs.set(key, new Map([[job.id, job]]));
  else own.set(job.id, job);
}

const isQueued = (job: SimulatedJob): boolean => job.status === 'pending' && !isHandedOut(job);
