import type { Launch } from '../../../scaler/state/launches/launch.ts';
import type { State } from '../../../scaler/state/state.ts';
import { type Change, isRefused } from './change.ts';

export const NOTHING: State = { machines: [], launches: [], jobs: [] };

/**
 * What was written between two readings of the active records, as far as it shows. Jobs that are no longer active count
 * as dropped, unless their end was noted first.
 */
export function changesBetween(before: State, after: State): Change[] {
  const jobs = between([...before.jobs], [...after.jobs], ({ id }) => id);
  const machines = between(before.machines, after.machines, ({ instanceId }) => instanceId);
  return [
    ...jobs.written.map((job): Change => ({ kind: 'JobWritten', job })),
    ...launchChanges(before.launches, after.launches),
    ...machines.written.map((machine): Change => ({ kind: 'MachineWritten', machine })),
    ...machines.gone.map(({ instanceId }): Change => ({ kind: 'MachineGone', instanceId })),
    ...jobs.gone.map(({ id }): Change => ({ kind: 'JobDropped', id })),
  ];
}

interface Revised {
  readonly revision: number;
}

function between<T extends Revised>(
  before: readonly T[],
  after: readonly T[],
  keyOf: (record: T) => unknown,
) {
  const revisions = new Map(before.map((record) => [keyOf(record), record.revision]));
  const keys = new Set(after.map(keyOf));
  return {
    written: after.filter((record) => revisions.get(keyOf(record)) !== record.revision),
    gone: before.filter((record) => !keys.has(keyOf(record))),
  };
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
