import { type ConfirmedJob, isConfirmed, isHandedOut, type Job } from './job.ts';
import { WaitingJobs } from './waiting-jobs.ts';

/**
 * Jobs by how far they have come. What a step asks of few of them it need not ask of thousands that wait. It never changes:
 * with a change it is another.
 */
export class JobsByStatus implements Iterable<Job> {
  readonly created: readonly Job[];
  readonly dormant: readonly Job[];
  /** Pending, confirmed, and no runner has it: these may be thousands. */
  readonly waiting: WaitingJobs;
  /** Pending all the same: not confirmed, or handed out. */
  readonly unclear: readonly Job[];
  readonly running: readonly Job[];
  readonly finished: readonly Job[];
  /** All of these but those that wait. */
  readonly others: readonly Job[];

  constructor(others: readonly Job[], waiting: WaitingJobs) {
    const of = { created: [], dormant: [], pending: [], running: [], finished: [] } as Record<
      Job['status'],
      Job[]
    >;
    for (const job of others) of[job.status].push(job);
    this.created = of.created;
    this.dormant = of.dormant;
    this.unclear = of.pending;
    this.running = of.running;
    this.finished = of.finished;
    this.others = others;
    this.waiting = waiting;
  }

  *[Symbol.iterator](): Iterator<Job> {
    yield* this.others;
    yield* this.waiting.all;
  }

  /** Of those that wait only what changes is looked at. */
  changed(changes: JobChanges): JobsByStatus {
    if (changes.size === 0) return this;
    const gone: ConfirmedJob[] = [];
    const come: ConfirmedJob[] = [];
    const more: Job[] = [];
    for (const [was, is] of changes) {
      if (isWaiting(was)) gone.push(was);
      if (is === undefined) continue;
      if (isWaiting(is)) come.push(is);
      else if (isWaiting(was)) more.push(is);
    }
    const left = this.others.flatMap((job) => {
      const is = changes.has(job) ? changes.get(job) : job;
      return is === undefined || isWaiting(is) ? [] : is;
    });
    return new JobsByStatus([...left, ...more], this.waiting.changed(gone, come));
  }
}

/** Jobs as they were, each with what it is now, or undefined if it is no more. */
type JobChanges = ReadonlyMap<Job, Job | undefined>;

/** Known already of those that a store reads; of others found out, at each call. */
export function byStatus(jobs: Iterable<Job>): JobsByStatus {
  if (jobs instanceof JobsByStatus) return jobs;
  const waiting: ConfirmedJob[] = [];
  const others: Job[] = [];
  for (const job of jobs) {
    if (isWaiting(job)) waiting.push(job);
    else others.push(job);
  }
  return new JobsByStatus(others, WaitingJobs.of(waiting));
}

export function isWaiting(job: Job): job is ConfirmedJob {
  return job.status === 'pending' && !isHandedOut(job) && isConfirmed(job);
}
