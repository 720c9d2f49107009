import { type ConfirmedJob, isConfirmed, isHandedOut, type Job } from './job.ts';
import { WaitingJobs } from './waiting-jobs.ts';

/**
 * Jobs by how far they have come. A step that concerns few of them need not look at the thousands that wait. Immutable: a
 * change makes a new one.
 */
export class JobsByStatus implements Iterable<Job> {
  /** In a backlog these may be thousands too. */
  readonly created: readonly Job[];
  readonly dormant: readonly Job[];
  /** Pending, confirmed, and no runner has it: these may be thousands. */
  readonly waiting: WaitingJobs;
  /** Pending, but not waiting: not confirmed, or handed out. */
  readonly unclear: readonly Job[];
  readonly running: readonly Job[];
  readonly finished: readonly Job[];
  /** All jobs except those that are created or wait. */
  readonly others: readonly Job[];

  constructor(others: readonly Job[], created: readonly Job[], waiting: WaitingJobs) {
    const of = { created: [], dormant: [], pending: [], running: [], finished: [] } as Record<
      Job['status'],
      Job[]
    >;
    for (const job of others) of[job.status].push(job);
    this.dormant = of.dormant;
    this.unclear = of.pending;
    this.running = of.running;
    this.finished = of.finished;
    this.others = others;
    this.created = created;
    this.waiting = waiting;
  }

  *[Symbol.iterator](): Iterator<Job> {
    yield* this.others;
    yield* this.created;
    yield* this.waiting.all;
  }

  /** Looks only at what changes, not at all that are created or wait. */
  changed(changes: JobChanges): JobsByStatus {
    if (changes.size === 0) return this;
    const were = [...changes.keys()].filter(isWaiting);
    const are = [...changes.values()].flatMap((job) => (job !== undefined && isWaiting(job) ? job : []));
    return new JobsByStatus(
      withChanges(this.others, isOther, changes),
      withChanges(this.created, isCreated, changes),
      this.waiting.changed(were, are),
    );
  }
}

/** What stays in the list keeps its place; what is new to it comes last. */
function withChanges(list: readonly Job[], isIn: (job: Job) => boolean, changes: JobChanges): readonly Job[] {
  const all = [...changes];
  const isInNow = (job: Job | undefined): job is Job => job !== undefined && isIn(job);
  if (!all.some(([was, is]) => isIn(was) || isInNow(is))) return list;
  const left = list.flatMap((job) => {
    const is = changes.has(job) ? changes.get(job) : job;
    return isInNow(is) ? is : [];
  });
  return [...left, ...all.flatMap(([was, is]) => (isInNow(is) && !isIn(was) ? is : []))];
}

/** Jobs as they were, each with what it is now: undefined if it is gone. */
type JobChanges = ReadonlyMap<Job, Job | undefined>;

/** A store has sorted the jobs that it reads; others are sorted at each call. */
export function byStatus(jobs: Iterable<Job>): JobsByStatus {
  if (jobs instanceof JobsByStatus) return jobs;
  const waiting: ConfirmedJob[] = [];
  const created: Job[] = [];
  const others: Job[] = [];
  for (const job of jobs) {
    if (isWaiting(job)) waiting.push(job);
    else if (isCreated(job)) created.push(job);
    else others.push(job);
  }
  return new JobsByStatus(others, created, WaitingJobs.of(waiting));
}

export const isCreated = ({ status }: Job): boolean => status === 'created';
const isOther = (job: Job): boolean => !isCreated(job) && !isWaiting(job);

export function isWaiting(job: Job): job is ConfirmedJob {
  return job.status === 'pending' && !isHandedOut(job) && isConfirmed(job);
}
