import { type ConfirmedJob, isConfirmed, isHandedOut, type Job } from './job.ts';
import { Latest } from './latest.ts';

/** Jobs by how far they have come, in the order of all of them. */
export interface JobsByStatus {
  readonly created: readonly Job[];
  readonly dormant: readonly Job[];
  /** Pending, confirmed, and no runner has it: these may be thousands. */
  readonly waiting: readonly ConfirmedJob[];
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
  return sortedWith(others, waiting);
}

function sortedWith(others: readonly Job[], waiting: readonly ConfirmedJob[]): JobsByStatus {
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
export function joined(others: readonly Job[], waiting: readonly ConfirmedJob[]): readonly Job[] {
  const jobs = others.concat(waiting);
  sorted.set(jobs, sortedWith(others, waiting));
  return jobs;
}

/** Jobs as they were, each with what it is now, or undefined if it is no more. */
export type JobChanges = ReadonlyMap<Job, Job | undefined>;

/** The list with the changes. As long as none of them is of a job that waits, those are not looked at again. */
export function changing(jobs: readonly Job[], changes: JobChanges): readonly Job[] {
  if (changes.size === 0) return jobs;
  const after = changed(jobs, changes);
  const { others, waiting } = byStatus(jobs);
  const isWaitingTouched = [...changes].some(([was, is]) => isWaiting(was) || (is && isWaiting(is)));
  if (!isWaitingTouched) sorted.set(after, sortedWith(changed(others, changes), waiting));
  return after;
}

function changed(jobs: readonly Job[], changes: JobChanges): readonly Job[] {
  const after = [...jobs];
  for (const [was, is] of changes) {
    const place = after.indexOf(was);
    if (place >= 0) after.splice(place, 1, ...(is === undefined ? [] : [is]));
  }
  return after;
}

export function isWaiting(job: Job): job is ConfirmedJob {
  return job.status === 'pending' && !isHandedOut(job) && isConfirmed(job);
}
