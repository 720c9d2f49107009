import type { RunnerSettings } from '../../../config/settings.ts';
import { type ConfirmedJob, isConfirmed, type Job } from '../../state/jobs/job.ts';
import { passedOverUntil } from '../../state/jobs/passed-over.ts';
import { isoTime, type UnixSeconds } from '../../state/time.ts';
import { duration } from '../duration.ts';
import { canRun, matchedBy, mayWaitFor } from './demand.ts';

/** Why no machine will have this job that waits, for people; undefined if one will, as far as is known. */
export function obstacleOf(
  job: Job,
  runners: readonly RunnerSettings[],
  now: UnixSeconds,
): string | undefined {
  if (job.lookup.kind === 'NotFound') return 'GitLab does not know it, or does not show it to our token';
  if (!isConfirmed(job)) return unanswered(now - job.at);
  const { tags } = job.lookup;
  const able = runners.filter((runner) => canRun(runner, matchedBy(job)));
  if (able.some((runner) => mayWaitFor(runner, job, now))) return undefined;
  if (able.length > 0) return notGiven(job, able, now);
  return tags.length === 0
    ? 'no runner of its project runs untagged jobs'
    : `no runner of its project has all its tags: ${tags.join(', ')}`;
}

/** Seconds for which nothing is wrong if GitLab has not told a job's tags. */
const ANSWERED_WITHIN = 60;

function unanswered(waited: number): string | undefined {
  if (waited <= ANSWERED_WITHIN) return undefined;
  return `GitLab has not answered for ${duration(waited)} what its tags are: is it up, and is the access token valid?`;
}

/** One of them had a machine ready; the others are judged alike. GitLab does not tell what keeps the job from them. */
function notGiven(job: ConfirmedJob, able: readonly RunnerSettings[], now: UnixSeconds): string {
  const times = able.flatMap((runner) => passedOverUntil(job.passedOver, runner, now) ?? []);
  const again = isoTime(Math.min(...times)).slice(0, 16);
  const names = able.map(({ name }) => name).join(' or ');
  return (
    'GitLab did not give it to a ready machine (a protected branch, or group runners switched off?): ' +
    `no machine of ${names} is started for it until ${again}Z`
  );
}
