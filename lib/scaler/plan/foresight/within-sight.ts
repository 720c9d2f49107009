import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import type { JobsByStatus } from '../../state/jobs/by-status.ts';
import type { ConfirmedJob, Job } from '../../state/jobs/job.ts';
import { canRun, matchedBy } from '../demand/demand.ts';

/**
 * A place is taken not to run more jobs than these in the minutes that are looked ahead. With shorter ones some places are
 * foreseen to be free that are not; but where so many jobs wait, no machine can be launched ahead, and none is idle.
 */
const AT_MOST = 10;

/**
 * The jobs without the pipelines whose jobs wait so far behind others that none of them begins within the time that is
 * looked ahead. GitLab gives a runner the job with the lowest id. In a backlog of thousands all but few are out of sight.
 */
export function withinSight(jobs: JobsByStatus, settings: Settings): readonly Job[] {
  const { waiting, unclear, running } = jobs;
  const begins = beginsSoon(settings);
  const [near, far] = [new Set<number>(), new Set<number>()];
  for (const job of waiting.all) (begins(job) ? near : far).add(pipelineOf(job));
  for (const job of [...unclear, ...running]) near.add(pipelineOf(job));
  return [...jobs].filter((job) => near.has(pipelineOf(job)) || !far.has(pipelineOf(job)));
}

/** One that is of no pipeline that we know is one of its own. */
export const pipelineOf = ({ pipelineId, id }: Job): number => pipelineId ?? -id;

/** Asked of the jobs that wait in the order of their ids. One that no runner of ours can run may begin at any time. */
function beginsSoon({ runners, concurrent }: Settings): (job: ConfirmedJob) => boolean {
  const left = new Map(runners.map((runner) => [runner, AT_MOST * mostPlaces(runner, concurrent)]));
  return (job) => {
    const runner = runners.find((one) => canRun(one, matchedBy(job)));
    if (runner === undefined) return true;
    const own = left.get(runner) ?? 0;
    left.set(runner, own - 1);
    return own > 0;
  };
}

function mostPlaces({ limit, entry, machine: { places } }: RunnerSettings, concurrent: number): number {
  const limits = [limit, entry.limit].filter((bound) => bound > 0);
  return Math.min(concurrent, ...limits.map((bound) => bound * places));
}
