import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import { type Habit, hasRun, type RunOccurrence } from '../../state/jobs/habit.ts';
import { isConfirmed, isHandedOut, type Job } from '../../state/jobs/job.ts';
import { onceFor } from '../../state/once-for.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { canRun, matchedBy } from '../demand/demand.ts';
import { pipelineOf, withinSight } from './within-sight.ts';

/** A job that has not ended, and what it needs. */
export interface Task {
  readonly job: Job;
  readonly habit: Habit | undefined;
  /** Of whose machines it takes one; undefined if it takes none of ours. */
  readonly runner: RunnerSettings | undefined;
  /** Those of its pipeline that it waits for. */
  readonly after: readonly Task[];
  /** Seconds that jobs like it ran; none where nothing is known of any. */
  readonly seen: readonly number[];
}

/** The jobs of each pipeline within sight that have not ended, each after those that it waits for. */
export function tasksOf({ jobs, habits = [] }: State, settings: Settings): readonly (readonly Task[])[] {
  const known = new Map(habits.map((habit) => [keyOf(habit), habit]));
  const pipelines = Map.groupBy(withinSight(byStatus(jobs), settings).filter(goesOn), pipelineOf);
  return [...pipelines.values()].map((own) => tasksOfPipeline(own, known, settings));
}

/** Does it run for longer than any of its name before? When it ends is a guess then. */
export const isOverdue = ({ job: { status, at }, seen }: Task, now: UnixSeconds): boolean =>
  status === 'running' && seen.every((seconds) => seconds < now - at);

/** Of one that is created nothing can be foreseen without its place in its pipeline. */
function goesOn({ status, pipelineId, stage }: Job): boolean {
  if (status === 'created') return pipelineId !== undefined && stage !== undefined;
  return status === 'pending' || status === 'running';
}

const keyOf = ({ projectId, name }: Pick<Job, 'projectId' | 'name'>): string => `${projectId} ${name}`;

function tasksOfPipeline(
  jobs: readonly Job[],
  known: ReadonlyMap<string, Habit>,
  settings: Settings,
): readonly Task[] {
  const habits = new Map(jobs.map((job) => [job, known.get(keyOf(job))]));
  const tasks: Task[] = [];
  for (const own of stagesOf(jobs)) {
    const earlier = [...tasks];
    for (const job of own) {
      const habit = habits.get(job);
      const like = habit?.seen.some(hasRun) ? [habit] : likeIt(job, habits);
      tasks.push({
        job,
        habit,
        runner: runnerOf(job, like, settings),
        after: job.status === 'created' ? earlier.filter((other) => comesAfter(habit, other.habit)) : [],
        seen: like.flatMap(({ seen }) => seen.filter(hasRun)).map(({ ran }) => ran),
      });
    }
  }
  return tasks;
}

/**
 * Stage after stage. Nobody tells their order, but GitLab inserts a pipeline's jobs in it, so ids rise with it: its
 * lib/gitlab/ci/pipeline/chain/create.rb saves the jobs of all stages one after the other. But for retries: a stage of
 * which only those are left has begun, and comes first.
 */
function stagesOf(jobs: readonly Job[]): readonly (readonly Job[])[] {
  const firstId = (own: readonly Job[]): number =>
    Math.min(...own.map(({ id, status, retries = 0 }) => (retries > 0 && status !== 'created' ? 0 : id)));
  return [...Map.groupBy(jobs, ({ stage }) => stage).values()].toSorted(
    (one, other) => firstId(one) - firstId(other),
  );
}

/** One that began before another had ended, in any pipeline, does not wait for it: it has `needs`. */
function comesAfter(habit: Habit | undefined, other: Habit | undefined): boolean {
  if (habit === undefined || other === undefined) return true;
  const ends = endsOf(other);
  return habit.seen.every((one) => !hasRun(one) || one.lead >= (ends.get(one.pipelineId) ?? 0) - SLACK);
}

/** Seconds by which times of two jobs may differ though they are of one moment. */
const SLACK = 5;
const endOf = ({ lead, waited, ran }: RunOccurrence): number => lead + waited + ran;
/** By their pipelines. */
const endsOf = onceFor(
  ({ seen }: Habit): ReadonlyMap<number, number> =>
    new Map(seen.filter(hasRun).map((one) => [one.pipelineId, endOf(one)])),
);

/** A name that was never seen does about what others of its stage do; or if those are as new, of its pipeline. */
function likeIt(job: Job, habits: ReadonlyMap<Job, Habit | undefined>): readonly Habit[] {
  const known = [...habits].filter(([, habit]) => habit?.seen.some(hasRun));
  const ofStage = known.filter(([{ stage }]) => stage === job.stage);
  return (ofStage.length > 0 ? ofStage : known).flatMap(([, habit]) => habit ?? []);
}

/** By its tags where GitLab has told them, else as the last of its name. */
function runnerOf(job: Job, like: readonly Habit[], { runners }: Settings): RunnerSettings | undefined {
  if (isHandedOut(job)) return undefined;
  if (isConfirmed(job)) return runners.find((runner) => canRun(runner, matchedBy(job)));
  const [first] = like;
  if (first?.runner === undefined) return undefined;
  const named = { projectId: job.projectId, tags: first.tags ?? [] };
  const able = runners.filter((runner) => canRun(runner, named));
  return able.find(({ name }) => name === first.runner) ?? able[0];
}
