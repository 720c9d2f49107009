import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import { type ConfirmedJob, waitsSince } from '../../state/jobs/job.ts';
import { passedOverUntil } from '../../state/jobs/passed-over.ts';
import type { WaitingJobs, WaitingKind } from '../../state/jobs/waiting-jobs.ts';
import { byState } from '../../state/machines/by-state.ts';
import type { IdleMachine, Machine } from '../../state/machines/machine.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { canRun, matchedBy, mayWaitFor } from './demand.ts';

/** Seconds for which both must have lasted: gitlab-runner asks for a job every 3 s. */
export const IGNORED_FOR = 180;

/** Jobs that wait, and ready machines that they were not given to, though the runner can run them. */
export interface Ignored {
  readonly runner: RunnerSettings;
  readonly machines: readonly IdleMachine[];
  readonly jobs: readonly ConfirmedJob[];
  /** Others that were passed over before, and for which a machine of the runner is tried again soon. */
  readonly soon: readonly ConfirmedJob[];
}

/** Seconds: then one machine is tried for all that wait, each half an hour at the most. */
const SOON = 1800;

/**
 * Either the machine does not ask for jobs any more, or GitLab gives the jobs to none of its runner: to be found out by
 * asking GitLab when the machine was last heard of.
 */
export function ignoredJobs(
  { machines, jobs, drain }: State,
  { runners }: Settings,
  now: UnixSeconds,
): readonly Ignored[] {
  if (drain !== undefined) return [];
  const ready = byState(machines).idle.filter(
    ({ fate, kept, since }) => fate === undefined && kept === undefined && now - since >= IGNORED_FOR,
  );
  if (ready.length === 0) return [];
  const { kinds } = byStatus(jobs).waiting;
  return runners.flatMap((runner): Ignored[] => {
    const own = ready.filter((machine) => machine.runner === runner.name);
    if (own.length === 0) return [];
    const longIn = (some: readonly WaitingKind[]): readonly ConfirmedJob[] =>
      some
        .flatMap(({ jobs }) => jobs.filter((job) => hasWaitedLong(job, now)))
        .sort((one, other) => one.id - other.id);
    const ignored = longIn(kinds.filter(({ job }) => mayWaitFor(runner, job, now)));
    if (ignored.length === 0) return [];
    const soon = longIn(kinds.filter(({ job }) => isTriedSoon(runner, job, now)));
    return [{ runner, machines: own, jobs: ignored, soon }];
  });
}

function isTriedSoon(runner: RunnerSettings, job: ConfirmedJob, now: UnixSeconds): boolean {
  const until = passedOverUntil(job.passedOver, runner, now);
  return until !== undefined && until - now < SOON && canRun(runner, matchedBy(job));
}

/**
 * Of the runner's machines that run jobs, those whose free places are not given a job that waits: whose fault that is
 * nobody knows, for GitLab hears of such a machine as long as it runs jobs. A machine that has nothing to do is to show it.
 */
export function deafAmong(
  runner: RunnerSettings,
  waiting: WaitingJobs,
  now: UnixSeconds,
): (machine: Machine) => boolean {
  if (runner.machine.places === 1) return () => false;
  const isIgnored = waiting.kinds.some(
    ({ job, jobs: [longest = job] }) => hasWaitedLong(longest, now) && mayWaitFor(runner, job, now),
  );
  return ({ state, since }) => isIgnored && state === 'Used' && now - since >= IGNORED_FOR;
}

const hasWaitedLong = (job: ConfirmedJob, now: UnixSeconds): boolean => now - waitsSince(job) >= IGNORED_FOR;
