import { jobsOf } from '../../../lib/scaler/state/machines/machine.ts';
import { placesOf } from '../../../lib/scaler/state/places.ts';
import type { Check } from './breach.ts';

/** Rule 5: a machine starts no more than MaxBuilds jobs on all its places, and its record counts none twice, nor more than it has places for. */
export const builds: Check = ({ settings, report }) => {
  /** Jobs that each of GitLab's runners has started. */
  const started = new Map<number, Set<number>>();
  const mostOf = new Map<number, number>();
  return {
    onJob: ({ id, status, runnerId }) => {
      if (status !== 'running' || runnerId === undefined) return;
      const jobs = (started.get(runnerId) ?? new Set()).add(id);
      started.set(runnerId, jobs);
      const most = mostOf.get(runnerId) ?? 0;
      if (most > 0 && jobs.size > most) {
        report(5, `the machine of runner ${runnerId} started ${jobs.size} jobs, and MaxBuilds is ${most}`);
      }
    },
    onMachine: (machine) => {
      const { name, runner, runnerId, builds: counted } = machine;
      if (runnerId === undefined) return;
      const [running, places] = [new Set(jobsOf(machine)), placesOf(machine)];
      if (running.size !== jobsOf(machine).length || running.size > places)
        report(5, `${name} is said to run jobs ${jobsOf(machine).join(', ')}, and has ${places} places`);
      const maxBuilds = settings.runners.find((one) => one.name === runner)?.machine.maxBuilds ?? 0;
      mostOf.set(runnerId, maxBuilds);
      const real = started.get(runnerId)?.size ?? 0;
      if (counted > real) report(5, `${name} has ${counted} builds on record, and started ${real} jobs`);
    },
  };
};
