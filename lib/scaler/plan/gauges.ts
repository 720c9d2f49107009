import type { Settings } from '../../config/settings.ts';
import type { Gauges } from '../state/gauges.ts';
import { isConfirmed, isHandedOut, type Job } from '../state/job.ts';
import type { MachineState } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import { canRun, matchedBy } from './demand.ts';

/** A job that GitLab has not confirmed yet counts as waiting for us. */
export function gaugesOf({ machines, jobs }: State, { runners }: Settings): Gauges {
  const inState = (state: MachineState): number =>
    machines.filter((machine) => machine.state === state).length;
  const isOurs = (job: Job): boolean =>
    !isConfirmed(job) || runners.some((runner) => canRun(runner, matchedBy(job)));
  const waiting = jobs.filter((job) => job.status === 'pending' && !isHandedOut(job) && isOurs(job));
  return {
    MachinesCreating: inState('Creating'),
    MachinesIdle: inState('Idle'),
    MachinesUsed: inState('Used'),
    MachinesRemoving: inState('Removing'),
    JobsWaiting: waiting.length,
  };
}
