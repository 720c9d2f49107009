import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import { type ConfirmedJob, waitsSince } from '../../state/jobs/job.ts';
import type { WaitingJobs } from '../../state/jobs/waiting-jobs.ts';
import { byState } from '../../state/machines/by-state.ts';
import type { IdleMachine, Machine } from '../../state/machines/machine.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { mayWaitFor } from './demand.ts';

/** Seconds for which both must have lasted: gitlab-runner asks for a job every 3 s. */
export const IGNORED_FOR = 180;

/** Jobs that wait, and ready machines that they were not given to, though the runner can run them. */
export interface Ignored {
  readonly runner: RunnerSettings;
  readonly machines: readonly IdleMachine[];
  readonly jobs: readonly ConfirmedJob[];
}

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
    const own = ready.filter((machine) => machine.runner === runner.name && !machine.isPaused);
    if (own.length === 0) return [];
    const ignored = kinds
      .filter(({ job }) => mayWaitFor(runner, job, now))
      .flatMap(({ jobs }) => jobs.filter((job) => hasWaitedLong(job, now)))
      .sort((one, other) => one.id - other.id);
    return ignored.length === 0 ? [] : [{ runner, machines: own, jobs: ignored }];
  });
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
