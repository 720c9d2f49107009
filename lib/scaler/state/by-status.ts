import { type ConfirmedJob, isConfirmed, isHandedOut, type Job } from './job.ts';
import { Latest } from './latest.ts';
import { WaitingJobs } from './waiting-jobs.ts';

/** Jobs by how far they have come, in the order of all of them. */
export interface JobsByStatus {
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
}

/** What a step asks of few of the jobs it need not ask of thousands that wait. */
export function byStatus(jobs: readonly Job[]): JobsByStatus {
  return sorted.getOr(jobs, sort);
}

/** What was found of a list that nobody changes stays true. */
const sorted = new Latest<readonly Job[], JobsByStatus>();

function sort(jobs: readonly Job[]): JobsByStatus {
  const waiting: ConfirmedJob[] = [];
  const others: Job[] = [];
  for (const job of jobs) {
    if (isWaiting(job)) waiting.push(job);
    else others.push(job);
  }
  return sortedWith(others, WaitingJobs.of(waiting));
}

function sortedWith(others: readonly Job[], waiting: WaitingJobs): JobsByStatus {
  const created: Job[] = [];
  const dormant: Job[] = [];
  const unclear: Job[] = [];
  const running: Job[] = [];
  const finished: Job[] = [];
  for (const job of others) {
    switch (job.status) {
      case 'running':
        running.push(job);
        break;
      case 'finished':
        finished.push(job);
        break;
      case 'pending':
        unclear.push(job);
        break;
      case 'created':
        created.push(job);
        break;
      case 'dormant':
        dormant.push(job);
        break;
    }
  }
  return { created, dormant, waiting, unclear, running, finished, others };
}

/** All of them, of which it is known already which wait. */
export function joined(others: readonly Job[], waiting: WaitingJobs): readonly Job[] {
  const jobs = others.concat(waiting.all);
  sorted.set(jobs, sortedWith(others, waiting));
  return jobs;
}

/** Jobs as they were, each with what it is now, or undefined if it is no more. */
export type JobChanges = ReadonlyMap<Job, Job | undefined>;

/** The jobs with the changes: of those that wait only what changes is looked at. */
export function changing(jobs: readonly Job[], changes: JobChanges): readonly Job[] {
  if (changes.size === 0) return jobs;
  const { others, waiting } = byStatus(jobs);
  const gone: ConfirmedJob[] = [];
  const come: ConfirmedJob[] = [];
  const more: Job[] = [];
  for (const [was, is] of changes) {
    if (isWaiting(was)) gone.push(was);
    if (is === undefined) continue;
    if (isWaiting(is)) come.push(is);
    else if (isWaiting(was)) more.push(is);
  }
  const left = others.flatMap((job) => {
    const is = changes.has(job) ? changes.get(job) : job;
    return is === undefined || isWaiting(is) ? [] : is;
  });
  return joined([...left, ...more], waiting.changed(gone, come));
}

export function isWaiting(job: Job): job is ConfirmedJob {
  return job.status === 'pending' && !isHandedOut(job) && isConfirmed(job);
}
