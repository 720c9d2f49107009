import type { RunnerScope, RunnerSettings } from '../../../config/settings.ts';
import type { ConfirmedJob } from '../../state/jobs/job.ts';
import { isOnTrial, passedOverUntil } from '../../state/jobs/passed-over.ts';
import type { Kind } from '../../state/jobs/waiting-jobs.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { assign, type Group } from './assign.ts';

/** What GitLab matches a job by. */
interface TaggedJob {
  readonly projectId: number;
  readonly tags: readonly string[];
  /** Groups that its project is known not to be in. */
  readonly outsideOf?: readonly number[] | undefined;
}

export function matchedBy({ projectId, lookup: { tags, outsideOf } }: ConfirmedJob): TaggedJob {
  return { projectId, tags, outsideOf };
}

/**
 * Is the runner for the job? Its project must be the runner's, or in the runner's group. All the job's tags must be
 * among the runner's; one without tags needs a runner that runs untagged jobs. https://docs.gitlab.com/ci/runners/configure_runners/#control-jobs-that-a-runner-can-run
 * A size is for those alone that ask for it, though GitLab may give one that stands ready another whose tags it has.
 */
export function canRun(runner: RunnerSettings, job: TaggedJob): boolean {
  const { tags } = job;
  if (!isWithin(runner.scope, job)) return false;
  if (runner.onlyFor !== undefined && !tags.includes(runner.onlyFor)) return false;
  if (tags.length === 0) return runner.runUntagged;
  return tags.every((tag) => runner.tags.includes(tag));
}

/** A project of which we do not know whether it is in the group may be. */
export function isWithin(
  scope: RunnerScope,
  { projectId, outsideOf = [] }: Omit<TaggedJob, 'tags'>,
): boolean {
  switch (scope.kind) {
    case 'Project':
      return scope.id === projectId;
    case 'Group':
      return !outsideOf.includes(scope.id);
    case 'Instance':
      return true;
  }
}

/** Can the runner run it, and has GitLab not shown lately that it gives it to none of the runner's machines? */
export function mayWaitFor(runner: RunnerSettings, job: ConfirmedJob, now: UnixSeconds): boolean {
  return canRun(runner, matchedBy(job)) && passedOverUntil(job.passedOver, runner, now) === undefined;
}

/** A runner that jobs may wait for. */
export interface Candidate {
  readonly runner: RunnerSettings;
  /** Places of its machines that will take jobs. */
  readonly available: number;
  /** Of those, how many are to stand ready beyond the jobs that wait. */
  readonly idleTarget: number;
  /** Places of machines that it may still have. */
  readonly room: number;
  /** Projects of which its machines run a job that they had not been given before. */
  readonly givenAgain: ReadonlySet<number>;
}

/**
 * How many of the jobs wait for each candidate. Where several runners can run a job it waits for one that has machines to
 * spare, else one that has any available, else one with room for another; among those, by their order in the file. Jobs that
 * are tried again, as none of their runners was given them before, wait for one place together, until one of them is given.
 */
export function demand(
  waiting: readonly Kind[],
  candidates: readonly Candidate[],
  now: UnixSeconds,
): number[] {
  const groups = new Map<string, Group>();
  for (const { job, count } of waiting) {
    const own = [...candidates.entries()].filter(([, { runner }]) => mayWaitFor(runner, job, now));
    const able = own.map(([index]) => index);
    const isTrial = job.status === 'pending' && own.every(([, one]) => isTriedBy(one, job, now));
    const key = `${able.join()}${isTrial ? ', on trial' : ''}`;
    const before = groups.get(key)?.count ?? 0;
    groups.set(key, { able, count: isTrial ? 1 : before + count });
  }
  return assign(
    [...groups]
      .filter(([, { able }]) => able.length > 0)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, group]) => group),
    [
      candidates.map(({ available, idleTarget }) => available - idleTarget),
      candidates.map(({ available }) => available),
      candidates.map(({ available, room }) => available + room),
    ],
  );
}

const isTriedBy = (
  { runner, givenAgain }: Candidate,
  { projectId, passedOver }: ConfirmedJob,
  now: UnixSeconds,
): boolean => isOnTrial(passedOver, runner, now) && !givenAgain.has(projectId);
