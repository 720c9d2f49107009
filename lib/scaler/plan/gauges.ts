import type { Settings } from '../../config/settings.ts';
import type { Gauges } from '../state/gauges.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { isHandedOut } from '../state/jobs/job.ts';
import { byState } from '../state/machines/by-state.ts';
import type { State } from '../state/state.ts';
import { sumOf } from '../state/sum.ts';
import { canRun, matchedBy } from './demand/demand.ts';

/** A job that GitLab has not confirmed yet counts as waiting for us. */
export function gaugesOf({ machines, jobs }: State, { runners }: Settings): Gauges {
  const { creating, idle, used, removing } = byState(machines);
  const { waiting, unclear } = byStatus(jobs);
  const unconfirmed = unclear.filter((job) => !isHandedOut(job));
  const ours = waiting.kinds.filter(({ job }) => runners.some((runner) => canRun(runner, matchedBy(job))));
  return {
    MachinesCreating: creating.length,
    MachinesIdle: idle.length,
    MachinesUsed: used.length,
    MachinesRemoving: removing.length,
    JobsWaiting: unconfirmed.length + sumOf(ours, ({ count }) => count),
  };
}
