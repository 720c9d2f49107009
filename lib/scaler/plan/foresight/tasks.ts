import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import { type Habit, hasRun } from '../../state/jobs/habit.ts';
import { isConfirmed, isHandedOut, type Job } from '../../state/jobs/job.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { canRun, matchedBy } from '../demand/demand.ts';
import { stagesOf, waitingFor } from './after.ts';
import { pastsOf } from './pasts.ts';
import { pipelineOf, withinSight } from './within-sight.ts';

/** A job that has not ended, and what it needs. */
export interface Task {
  readonly job: Job;
  readonly habit: Habit | undefined;
  /** Of whose machines it takes one; undefined if it takes none of ours. */
  readonly runner: RunnerSettings | undefined;
  /** Those of its pipeline that it waits for: of those that wait for the same ones the same list. */
  readonly after: readonly Task[];
  /** Seconds that jobs like it ran; none where nothing is known of any. */
  readonly seen: readonly number[];
  /** Pipelines of the past that went as its own has gone until now, the last first. */
  readonly pasts: readonly number[];
}

/** The jobs of the pipelines within sight that have not ended, in the order of their ids. */
export function tasksOf({ jobs, habits = [] }: State, settings: Settings): readonly Task[] {
  const known = new Map(habits.map((habit) => [keyOf(habit), habit]));
  const pipelines = Map.groupBy(withinSight(byStatus(jobs), settings).filter(goesOn), pipelineOf);
  const { runners } = settings;
  const tasks = [...pipelines.values()].flatMap((own) =>
    tasksOfPipeline({ jobs: own, habits: own.map((job) => known.get(keyOf(job))), runners }),
  );
  return tasks.sort((one, other) => one.job.id - other.job.id);
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

/** What the tasks of a pipeline were found from. */
interface Basis {
  readonly jobs: readonly Job[];
  /** Of the jobs, in their order. */
  readonly habits: readonly (Habit | undefined)[];
  readonly runners: Settings['runners'];
}

/** By a pipeline's first job. From one decision to the next few pipelines change. */
const found = new WeakMap<Job, Basis & { readonly tasks: readonly Task[] }>();

function tasksOfPipeline(basis: Basis): readonly Task[] {
  const [first] = basis.jobs;
  if (first === undefined) return [];
  const before = found.get(first);
  if (before !== undefined && isSame(before, basis)) return before.tasks;
  const tasks = newTasks(basis);
  found.set(first, { ...basis, tasks });
  return tasks;
}

function isSame(one: Basis, other: Basis): boolean {
  const hasSame = (list: readonly unknown[], others: readonly unknown[]): boolean =>
    list.length === others.length && list.every((item, index) => item === others[index]);
  return one.runners === other.runners && hasSame(one.jobs, other.jobs) && hasSame(one.habits, other.habits);
}

function newTasks({ jobs, habits, runners }: Basis): readonly Task[] {
  const habitOf = new Map(jobs.map((job, index) => [job, habits[index]]));
  const pasts = pastsOf(jobs, habits);
  const tasks: Task[] = [];
  for (const own of stagesOf(jobs)) {
    const afterOf = waitingFor([...tasks]);
    for (const job of own) {
      const habit = habitOf.get(job);
      const like = habit?.seen.some(hasRun) ? [habit] : likeIt(job, habitOf);
      tasks.push({
        ...{ job, habit, pasts },
        runner: runnerOf(job, like, runners),
        after: job.status === 'created' ? afterOf(habit) : NONE,
        seen: like.flatMap(({ seen }) => seen.filter(hasRun)).map(({ ran }) => ran),
      });
    }
  }
  return tasks;
}

const NONE: readonly Task[] = [];

/** A name that was never seen does about what others of its stage do; or if those are as new, of its pipeline. */
function likeIt(job: Job, habits: ReadonlyMap<Job, Habit | undefined>): readonly Habit[] {
  const known = [...habits].filter(([, habit]) => habit?.seen.some(hasRun));
  const ofStage = known.filter(([{ stage }]) => stage === job.stage);
  return (ofStage.length > 0 ? ofStage : known).flatMap(([, habit]) => habit ?? []);
}

/** By its tags where GitLab has told them, else as the last of its name. */
function runnerOf(
  job: Job,
  like: readonly Habit[],
  runners: Settings['runners'],
): RunnerSettings | undefined {
  if (isHandedOut(job)) return undefined;
  if (isConfirmed(job)) return runners.find((runner) => canRun(runner, matchedBy(job)));
  const [first] = like;
  if (first?.runner === undefined) return undefined;
  const named = { projectId: job.projectId, tags: first.tags ?? [] };
  const able = runners.filter((runner) => canRun(runner, named));
  return able.find(({ name }) => name === first.runner) ?? able[0];
}
