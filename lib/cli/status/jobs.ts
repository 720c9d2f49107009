import type { Settings } from '../../config/settings.ts';
import { obstacleOf } from '../../scaler/plan/demand/obstacle.ts';
import type { Job } from '../../scaler/state/jobs/job.ts';
import type { State } from '../../scaler/state/state.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';

export interface JobStatus {
  readonly id: number;
  readonly project: number;
  readonly name: string;
  /** GitLab's word. */
  readonly status: string;
  readonly since: string;
  readonly machine: string | null;
  /** Why it waits, as far as that is its own; null if it does not, or if a machine will have it. */
  readonly waitsFor: string | null;
}

/** The jobs that wait or run, the oldest first. */
export function jobsIn(
  { jobs, machines }: State,
  settings: Settings | undefined,
  now: UnixSeconds,
): JobStatus[] {
  return [...jobs]
    .filter(({ status }) => status === 'pending' || status === 'running')
    .toSorted((one, other) => one.at - other.at || one.id - other.id)
    .map((job) => ({
      id: job.id,
      project: job.projectId,
      name: job.name,
      status: job.gitlabStatus,
      since: isoTime(job.at),
      machine:
        machines.find(({ runnerId }) => runnerId !== undefined && runnerId === job.runnerId)?.name ?? null,
      waitsFor: job.status === 'pending' ? waitsFor(job, settings, now) : null,
    }));
}

function waitsFor(job: Job, settings: Settings | undefined, now: UnixSeconds): string | null {
  if (settings === undefined && job.lookup.kind === 'Confirmed') return null;
  const obstacle = obstacleOf(job, settings?.runners ?? [], now);
  if (obstacle !== undefined) return obstacle;
  return job.lookup.kind === 'NotAsked' ? 'GitLab has not confirmed it yet' : null;
}
