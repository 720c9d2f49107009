import type { Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import { type ConfirmedJob, isConfirmed } from '../../state/jobs/job.ts';
import { byState } from '../../state/machines/by-state.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { whyNotRetried } from '../retry-policy.ts';

/**
 * Seconds after which EC2 has taken what it warned of, and a machine that powers itself off is gone. A job that still
 * runs then, as on a frozen machine, may do so for hours: a machine for it would stand ready as long.
 */
const TAKEN_WITHIN = 300;

/**
 * Jobs on machines that EC2 is taking. Each that will be retried is about to wait again, so a machine for it is
 * wanted now, not only when it is lost.
 */
export function endangered({ machines, jobs }: State, settings: Settings, now: UnixSeconds): ConfirmedJob[] {
  const taken = byState(machines).odd.filter(
    ({ fate }) => fate !== undefined && now - fate.at < TAKEN_WITHIN,
  );
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
