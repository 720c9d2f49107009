import type { EndedJob } from '../../../lib/scaler/state/jobs/job.ts';
import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import type { Check } from './breach.ts';

/** Seconds after which whoever reads the records has seen a machine that has registered. */
const SEEN_AFTER = 60;

/** Rule 5, from below: no job that is known to have ended on a machine on record is left out of that machine's builds. */
export const counts: Check = ({ world, report }) => {
  const registeredAt = new Map<number, number>();
  /** Jobs whose end is on record, by the machine that they are said to have run on. */
  const endedOn = new Map<string, Set<number>>();
  /** A late duplicate of a webhook ends a job again, and takes nothing from what is on record. */
  const isCounted = (id: number): boolean => world().table.ended.get(id)?.machine !== undefined;
  const isOnRecord = (runnerId: number | undefined): boolean => {
    const seconds = world().clock.now() - (registeredAt.get(runnerId ?? 0) ?? Number.POSITIVE_INFINITY);
    return (
      seconds > SEEN_AFTER && [...world().table.machines.values()].some((one) => one.runnerId === runnerId)
    );
  };
  /** One that was handed out and never begun counts for nobody, and of one whose runner was deleted nobody knows. */
  const hasRunOnRecord = (job: SimulatedJob | undefined): boolean =>
    job?.startedAt !== undefined &&
    world().gitlab.runners.find(job.runnerId ?? 0) !== undefined &&
    isOnRecord(job.runnerId);
  return {
    onMachine: ({ runnerId }) => {
      if (runnerId !== undefined && !registeredAt.has(runnerId))
        registeredAt.set(runnerId, world().clock.now());
    },
    onCall: ({ port, method, args: [first] }) => {
      if (port !== 'store' || method !== 'recordEnd') return;
      const { id, machine } = first as EndedJob;
      if (machine !== undefined) endedOn.set(machine, (endedOn.get(machine) ?? new Set()).add(id));
      else if (!isCounted(id) && hasRunOnRecord(world().gitlab.jobs.find(id)))
        report(5, `job ${id} ended on a machine that is on record, and counts for none`);
    },
    onMachineRemoved: ({ name, builds, fate }) => {
      const ended = endedOn.get(name)?.size ?? 0;
      if (fate === undefined && builds < ended)
        report(5, `${name} has ${builds} builds on record, and ${ended} jobs are known to have ended on it`);
      endedOn.delete(name);
    },
  };
};
