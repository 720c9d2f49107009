import type { Job } from '../../scaler/state/jobs/job.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import type { State } from '../../scaler/state/state.ts';
import { type Change, isRefused } from './change.ts';

export const NOTHING: State = { machines: [], launches: [], jobs: [] };

/**
 * What was written between two readings of what is active, as far as it shows. Jobs that are active no more are told
 * as dropped, unless their end is told first.
 */
export function changesBetween(before: State, after: State): Change[] {
  const [jobsBefore, jobsAfter] = [[...before.jobs], [...after.jobs]];
  return [
    ...jobsWritten(jobsBefore, jobsAfter),
    ...launchChanges(before.launches, after.launches),
    ...machinesWritten(before.machines, after.machines),
    ...missingFrom(after.machines, before.machines, ({ instanceId }) => instanceId).map(
      ({ instanceId }): Change => ({ kind: 'MachineGone', instanceId }),
    ),
    ...missingFrom(jobsAfter, jobsBefore, ({ id }) => id).map(
      ({ id }): Change => ({ kind: 'JobDropped', id }),
    ),
  ];
}

function jobsWritten(before: readonly Job[], after: readonly Job[]): Change[] {
  const revisions = new Map(before.map(({ id, revision }) => [id, revision]));
  return after
    .filter(({ id, revision }) => revisions.get(id) !== revision)
    .map((job) => ({ kind: 'JobWritten', job }));
}

function machinesWritten(before: readonly Machine[], after: readonly Machine[]): Change[] {
  const revisions = new Map(before.map(({ instanceId, revision }) => [instanceId, revision]));
  return after
    .filter(({ instanceId, revision }) => revisions.get(instanceId) !== revision)
    .map((machine) => ({ kind: 'MachineWritten', machine }));
}

function launchChanges(before: readonly Launch[], after: readonly Launch[]): Change[] {
  const known = new Map(before.map((launch) => [launch.id, launch]));
  return after.flatMap((launch): Change[] => {
    const opened: Change[] = known.has(launch.id) ? [] : [{ kind: 'LaunchOpened', launch }];
    const before = known.get(launch.id);
    const wasRefused = before !== undefined && isRefused(before);
    return isRefused(launch) && !wasRefused ? [...opened, { kind: 'LaunchRefused', launch }] : opened;
  });
}

function missingFrom<T>(now: readonly T[], before: readonly T[], keyOf: (item: T) => unknown): T[] {
  const keys = new Set(now.map(keyOf));
  return before.filter((item) => !keys.has(keyOf(item)));
}
