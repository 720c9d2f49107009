import type { SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import type { Check } from './breach.ts';

/** Rule 4: a job that is lost with its machine is retried, unless that has been done often enough. */
export const losses: Check = ({ settings, world, report }) => {
  const runnerOf = new Map<string, number>();
  const lost = new Set<number>();
  const canceled = new Set<number>();
  const mostRetries = Math.min(...settings.runners.map(({ interruption }) => interruption.retryLimit));
  const isGivenUp = ({ retried, status, retries, id }: SimulatedJob): boolean =>
    !retried && status !== 'success' && retries < mostRetries && !canceled.has(id);
  return {
    onMachine: ({ instanceId, runnerId }) => {
      if (runnerId !== undefined) runnerOf.set(instanceId, runnerId);
    },
    onInstance: ({ instanceId, state }) => {
      if (state !== 'terminated') return;
      for (const { id } of world().gitlab.jobs.heldBy(runnerOf.get(instanceId) ?? 0)) lost.add(id);
    },
    onUserCancel: (jobId) => canceled.add(jobId),
    atRest: () => {
      for (const id of lost) {
        const job = world().gitlab.jobs.find(id);
        if (job !== undefined && isGivenUp(job))
          report(4, `job ${id} was lost with its machine: ${job.status}`);
      }
    },
  };
};
