import { type ConfirmedJob, isConfirmed, isHandedOut, type Job } from './job.ts';
import { onceFor } from './once-for.ts';

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
}

/** What a step asks of few of the jobs it need not ask of thousands that wait. */
export const byStatus = onceFor((jobs: readonly Job[]): JobsByStatus => {
  const waiting: ConfirmedJob[] = [];
  const others = { created: [], dormant: [], pending: [], running: [], finished: [] } as {
    [Status in Job['status']]: Job[];
  };
  for (const job of jobs) {
    if (isWaiting(job)) waiting.push(job);
    else others[job.status].push(job);
  }
  const { pending: unclear, ...rest } = others;
  return { ...rest, waiting, unclear };
});

export function isWaiting(job: Job): job is ConfirmedJob {
  return job.status === 'pending' && !isHandedOut(job) && isConfirmed(job);
}
