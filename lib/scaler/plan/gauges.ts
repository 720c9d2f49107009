import type { Settings } from '../../config/settings.ts';
import type { Gauges } from '../state/gauges.ts';
import { isHandedOut, type Job } from '../state/job.ts';
import type { MachineState } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import { canRun } from './demand.ts';

/** A job that GitLab has not confirmed yet counts as waiting for us. */
export function gaugesOf({ machines, jobs }: State, { runners }: Settings): Gauges {
  const inState = (state: MachineState): number =>
    machines.filter((machine) => machine.state === state).length;
  const isOurs = ({ projectId, lookup }: Job): boolean =>
    lookup.kind !== 'Confirmed' || runners.some((runner) => canRun(runner, { projectId, tags: lookup.tags }));
  const waiting = jobs.filter((job) => job.status === 'pending' && !isHandedOut(job) && isOurs(job));
  return {
    MachinesCreating: inState('Creating'),
    MachinesIdle: inState('Idle'),
    MachinesUsed: inState('Used'),
    MachinesRemoving: inState('Removing'),
    JobsWaiting: waiting.length,
  };
}
