import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { canRun, matchedBy, mayWaitFor } from '../../scaler/plan/demand.ts';
import { type ConfirmedJob, isConfirmed, type Job } from '../../scaler/state/job.ts';
import { passedOverUntil } from '../../scaler/state/passed-over.ts';
import type { State } from '../../scaler/state/state.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

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
  return jobs
    .filter(({ status }) => status === 'pending' || status === 'running')
    .toSorted((one, other) => one.at - other.at || one.id - other.id)
    .map((job) => ({
      id: job.id,
      project: job.projectId,
      name: job.name,
      status: job.gitlabStatus,
      since: new Date(job.at * 1000).toISOString(),
      machine:
        machines.find(({ runnerId }) => runnerId !== undefined && runnerId === job.runnerId)?.name ?? null,
      waitsFor: job.status === 'pending' ? waitsFor(job, settings, now) : null,
    }));
}

function waitsFor(job: Job, settings: Settings | undefined, now: UnixSeconds): string | null {
  if (job.lookup.kind === 'NotFound') return 'GitLab does not know it, or does not show it to our token';
  if (!isConfirmed(job)) return 'GitLab has not confirmed it yet';
  if (settings === undefined) return null;
  const { tags } = job.lookup;
  const able = settings.runners.filter((runner) => canRun(runner, matchedBy(job)));
  if (able.some((runner) => mayWaitFor(runner, job, now))) return null;
  if (able.length > 0) return notGiven(job, able, now);
  return tags.length === 0
    ? 'no runner of its project runs untagged jobs'
    : `no runner of its project has all its tags: ${tags.join(', ')}`;
}

/** What keeps it from them, GitLab does not tell. */
function notGiven(job: ConfirmedJob, able: readonly RunnerSettings[], now: UnixSeconds): string {
  const times = able.flatMap((runner) => passedOverUntil(job.passedOver, runner, now) ?? []);
  const again = new Date(Math.min(...times) * 1000).toISOString().slice(0, 16);
  const names = able.map(({ name }) => name).join(', ');
  return (
    `GitLab did not give it to a ready machine of ${names} (a protected branch, or group runners switched off?): ` +
    `tried again at ${again}Z`
  );
}
