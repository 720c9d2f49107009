import { byStatus } from '../state/jobs/by-status.ts';
import { type ConfirmedJob, isHandedOut, type Job, type JobLookup } from '../state/jobs/job.ts';
import type { WaitingJobs } from '../state/jobs/waiting-jobs.ts';
import { byState } from '../state/machines/by-state.ts';
import type { Machine } from '../state/machines/machine.ts';
import { placesOf } from '../state/places.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * GitLab is asked again for a job that it did not know after this many seconds, by the next tick; then after as many as it
 * has not known the job, since a deleted project may have had thousands of jobs. But at once if a webhook tells of it again.
 */
const ASK_AGAIN_IF_UNKNOWN = 30;
/** Every active job is asked for again after this many seconds, since the webhook of its end may have been lost. */
const ASK_AGAIN = 600;
/** Sooner if its machine only waits for its end to leave. */
const ASK_AGAIN_IF_HOLDING_UP = 120;
/** A job that has waited for long likely waits on: it is asked for again after as many seconds as it has waited, up to this many. */
const LATEST = 3 * ASK_AGAIN;
/** Where thousands wait, each is asked for again after this many seconds for each of them: so the calls do not grow with their number. */
const PACE = 4;
/** For a job that a runner was given and has not begun: after 2 minutes GitLab fails it, and retries it as a new job. */
const ASK_AGAIN_IF_HANDED_OUT = 30;

/**
 * The jobs that GitLab is to be asked about. Those that were never asked for come first: they may want a machine, or leave
 * one free.
 */
export function dueAmong(
  jobs: Iterable<Job>,
  now: UnixSeconds,
  machines: readonly Machine[] = [],
): readonly Job[] {
  const { waiting, unclear, running, finished } = byStatus(jobs);
  const isDueAgain = ({ lookup }: ConfirmedJob, part: number): boolean =>
    now - lookup.askedAt >= part * waitsFor(lookup, waiting.count);
  const others = [...unclear, ...running, ...finished];
  const isOvertaken = overtakenAmong([...running, ...finished], machines);
  const holdsUp = holdingUp(machines, now);
  const isDueNow = (job: Job, part: number): boolean =>
    isDue(job, now, part) || isOvertaken(job) || holdsUp(job);
  return [
    ...withHalfWay(others, isDueNow).toSorted(newsFirst),
    ...(now < dueFrom(waiting) ? [] : withHalfWay(waiting.all, isDueAgain)),
  ];
}

/**
 * Jobs on a machine that has begun as many later jobs as it has places since GitLab was asked about them. They have ended, and
 * the webhook that would have said so was lost; the machine would wait for jobs that are over.
 */
function overtakenAmong(begun: readonly Job[], machines: readonly Machine[]): (job: Job) => boolean {
  if (!areOfOneRunner(begun)) return () => false;
  const places = new Map(machines.map((machine) => [machine.runnerId, placesOf(machine)]));
  const ofRunner = Map.groupBy(begun, ({ runnerId }) => runnerId);
  return ({ id, status, runnerId, lookup }) => {
    if (status !== 'running' || lookup.kind !== 'Confirmed' || runnerId === undefined) return false;
    const own = ofRunner.get(runnerId) ?? [];
    const later = own.filter((one) => one.id > id && one.at > lookup.askedAt);
    return later.length >= (places.get(runnerId) ?? Number.POSITIVE_INFINITY);
  };
}

/** Do at least two of the jobs have one runner? Few reconciles see a job together with the next one of its machine. */
function areOfOneRunner(jobs: readonly Job[]): boolean {
  const seen = new Set<number>();
  for (const { runnerId } of jobs) {
    if (runnerId === undefined) continue;
    if (seen.has(runnerId)) return true;
    seen.add(runnerId);
  }
  return false;
}

/**
 * Jobs on machines that leave, or that take no other job: these cost money until the end of the job is known. A job for which
 * GitLab names no runner may be on any machine whose runner people have deleted.
 */
function holdingUp(machines: readonly Machine[], now: UnixSeconds): (job: Job) => boolean {
  const { removing, odd } = byState(machines);
  const leaving = [...removing, ...odd.filter(({ isPaused }) => isPaused)];
  if (leaving.length === 0) return () => false;
  const runners = new Set(leaving.map(({ runnerId }) => runnerId));
  return ({ status, runnerId, lookup }) =>
    status === 'running' &&
    lookup.kind === 'Confirmed' &&
    now - lookup.askedAt >= ASK_AGAIN_IF_HOLDING_UP &&
    (runnerId === undefined || runners.has(runnerId));
}

/** Seconds: a sum may be rounded up to a little more than what it is compared with. */
const ROUNDED = 1;

/** None of those that wait is due before: so few reconciles look at each of thousands. */
const dueFrom = ({ count, firstAskedAt }: WaitingJobs): UnixSeconds => firstAskedAt + paceOf(count) - ROUNDED;

/** Seconds until one of so many that wait is asked for again. */
function waitsFor(lookup: ConfirmedJob['lookup'], waiting: number): number {
  return Math.max(paceOf(waiting), Math.min(LATEST, waitedFor(lookup)));
}

const paceOf = (waiting: number): number => Math.max(ASK_AGAIN, PACE * waiting);

const newsFirst = (one: Job, other: Job): number => urgency(one) - urgency(other);
const urgency = ({ lookup }: Job): number => (lookup.kind === 'NotAsked' ? 0 : 1);

/**
 * As soon as one is due again, those that are half-way to it are due too, since one page tells of a hundred.
 *
 * @param isDue after that part of its time
 */
function withHalfWay<J extends Job>(jobs: readonly J[], isDue: (job: J, part: number) => boolean): J[] {
  const due = jobs.filter((job) => isDue(job, 1));
  const isAnyOld = due.some(({ lookup }) => lookup.kind === 'Confirmed');
  return isAnyOld ? jobs.filter((job) => isDue(job, 0.5)) : due;
}

/** For how long GitLab had said the same when it was asked last. */
const waitedFor = ({ askedAt, since }: Exclude<JobLookup, { kind: 'NotAsked' }>): number => askedAt - since;

/** @param part of the time after which one is asked for again */
function isDue(job: Job, now: UnixSeconds, part: number): boolean {
  const { lookup } = job;
  switch (lookup.kind) {
    case 'NotAsked':
      return true;
    case 'NotFound':
      return (
        job.at > lookup.askedAt || now - lookup.askedAt >= Math.max(ASK_AGAIN_IF_UNKNOWN, waitedFor(lookup))
      );
    case 'Confirmed':
      return now - lookup.askedAt >= (isHandedOut(job) ? ASK_AGAIN_IF_HANDED_OUT : part * ASK_AGAIN);
  }
}
