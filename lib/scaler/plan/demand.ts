import type { RunnerSettings } from '../../config/settings.ts';
import { type ConfirmedJob, isConfirmed, isHandedOut, type Job } from '../state/job.ts';
import { assign, type Group } from './assign.ts';

export interface TaggedJob {
  readonly projectId: number;
  readonly tags: readonly string[];
}

/**
 * May the runner be given the job? All the job's tags must be among the runner's; one without tags needs a
 * runner that runs untagged jobs. https://docs.gitlab.com/ci/runners/configure_runners/#control-jobs-that-a-runner-can-run
 */
export function canRun(runner: RunnerSettings, job: TaggedJob): boolean {
  const { projectId, tags } = job;
  if (runner.scope.kind === 'Project' && runner.scope.id !== projectId) return false;
  if (tags.length === 0) return runner.runUntagged;
  return tags.every((tag) => runner.tags.includes(tag));
}

export function isWaiting(job: Job): job is ConfirmedJob {
  return job.status === 'pending' && !isHandedOut(job) && isConfirmed(job);
}

/** A runner that jobs may wait for. */
export interface Candidate {
  readonly runner: RunnerSettings;
  /** Its machines that will take jobs. */
  readonly available: number;
  /** Of those, how many are to stand ready beyond the jobs that wait. */
  readonly idleTarget: number;
  /** Machines that it may still have. */
  readonly room: number;
}

/**
 * How many of the jobs wait for each candidate. Where several runners can run a job it waits for one that has machines to
 * spare, else one that has any available, else one with room for another; among those, by their order in the file.
 */
export function demand(waiting: readonly ConfirmedJob[], candidates: readonly Candidate[]): number[] {
  const groups = new Map<string, Group>();
  for (const { tagged, count } of kindsOf(waiting)) {
    const able = candidates.flatMap(({ runner }, index) => (canRun(runner, tagged) ? [index] : []));
    const group = groups.get(able.join()) ?? { able, count: 0 };
    groups.set(able.join(), { able, count: group.count + count });
  }
  return assign(
    [...groups.values()].filter(({ able }) => able.length > 0),
    [
      candidates.map(({ available, idleTarget }) => available - idleTarget),
      candidates.map(({ available }) => available),
      candidates.map(({ available, room }) => available + room),
    ],
  );
}

interface Kind {
  readonly tagged: TaggedJob;
  count: number;
}

/** Jobs are many, and few differ in what `canRun` asks of them. */
function kindsOf(jobs: readonly ConfirmedJob[]): Iterable<Kind> {
  const kinds = new Map<string | number, Kind>();
  for (const { projectId, lookup } of jobs) {
    const { tags } = lookup;
    const key = tags.length === 0 ? projectId : [projectId, ...tags].join('\n');
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { tagged: { projectId, tags }, count: 1 });
    else kind.count += 1;
  }
  return kinds.values();
}
