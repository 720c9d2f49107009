import type { Settings } from '../../config/settings.ts';
import { byStatus } from '../state/by-status.ts';
import { type ConfirmedJob, isConfirmed } from '../state/job.ts';
import type { State } from '../state/state.ts';
import { whyNotRetried } from './retry-policy.ts';

/**
 * Jobs on machines that EC2 is taking. Each that will be retried is about to wait again, so a machine for it is
 * wanted now, not only when it is lost.
 */
export function endangered({ machines, jobs }: State, settings: Settings): ConfirmedJob[] {
  const taken = machines.filter(({ fate }) => fate !== undefined);
  if (taken.length === 0) return [];
  const interruptions = new Map(settings.runners.map(({ name, interruption }) => [name, interruption]));
  const byRunner = new Map(taken.map(({ runnerId, runner }) => [runnerId, interruptions.get(runner)]));
  return byStatus(jobs)
    .running.filter(isConfirmed)
    .filter((job) => {
      const interruption = job.runnerId === undefined ? undefined : byRunner.get(job.runnerId);
      if (interruption === undefined) return false;
      return whyNotRetried({ ...job, tags: job.lookup.tags }, interruption) === undefined;
    });
}
