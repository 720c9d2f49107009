import type { RunnerSettings, Settings } from '../../config/settings.ts';
import type { ConfirmedJob, Job } from '../state/job.ts';
import type { Machine } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import { canRun, isWaiting } from './demand.ts';
import type { PlannedRemoval } from './removals.ts';

/** A job that waits this long, by GitLab's own word, shows that a machine does not ask for jobs. */
const IGNORED_FOR = 300;

/**
 * Idle machines on which nothing runs any more. gitlab-runner asks for a job every 3 s, so a machine that was
 * Idle before the job began to wait would have taken it. Such a machine blocks the one that the job needs. One
 * leaves at a time: if its successor does not take the job either, GitLab gives it to none of them, and the
 * others stay.
 */
export function planDeaf({ machines, jobs }: State, { runners }: Settings): PlannedRemoval[] {
  if (machines.every(({ state }) => state !== 'Idle')) return [];
  const ignored = jobs.filter(isWaiting).filter(isIgnored);
  if (ignored.length === 0) return [];
  const machinesOf = Map.groupBy(machines, ({ runner }) => runner);
  return runners.flatMap((runner) => deafest(runner, machinesOf.get(runner.name) ?? [], ignored));
}

const waitedFrom = ({ lookup }: ConfirmedJob): number => lookup.since ?? lookup.askedAt;

const isIgnored = (job: ConfirmedJob): boolean => job.lookup.askedAt - waitedFrom(job) >= IGNORED_FOR;

function deafest(
  runner: RunnerSettings,
  machines: readonly Machine[],
  ignored: readonly ConfirmedJob[],
): PlannedRemoval[] {
  const job = longestIgnored(ignored.filter((one) => canRun(runner, { ...one, tags: one.lookup.tags })));
  const free = machines.filter(({ state }) => state !== 'Used');
  const [machine] = free;
  if (job === undefined || machine === undefined) return [];
  if (free.some(({ state, since }) => state !== 'Idle' || since > waitedFrom(job))) return [];
  return [{ machine, reason: `job ${job.id} waits, and it did not take it` }];
}

function longestIgnored(jobs: readonly ConfirmedJob[]): ConfirmedJob | undefined {
  return jobs.toSorted((one, other) => waitedFrom(one) - waitedFrom(other) || byId(one, other))[0];
}

const byId = (one: Job, other: Job): number => one.id - other.id;
