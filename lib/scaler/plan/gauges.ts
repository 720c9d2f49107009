import type { Settings } from '../../config/settings.ts';
import { byStatus } from '../state/by-status.ts';
import type { Gauges } from '../state/gauges.ts';
import { isHandedOut } from '../state/job.ts';
import type { MachineState } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import { sum } from '../state/sum.ts';
import { canRun, kindsOf, matchedBy } from './demand.ts';

/** A job that GitLab has not confirmed yet counts as waiting for us. */
export function gaugesOf({ machines, jobs }: State, { runners }: Settings): Gauges {
  const inState: Record<MachineState, number> = { Creating: 0, Idle: 0, Used: 0, Removing: 0 };
  for (const { state } of machines) inState[state] += 1;
  const { waiting, unclear } = byStatus(jobs);
  const unconfirmed = unclear.filter((job) => !isHandedOut(job));
  const ours = kindsOf(waiting).filter(({ job }) => runners.some((runner) => canRun(runner, matchedBy(job))));
  return {
    MachinesCreating: inState.Creating,
    MachinesIdle: inState.Idle,
    MachinesUsed: inState.Used,
    MachinesRemoving: inState.Removing,
    JobsWaiting: unconfirmed.length + sum(ours.map(({ count }) => count)),
  };
}
