import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { Learned } from '../ports/store.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { type Habit, type JobName, type Occurrence, seeing } from '../state/jobs/habit.ts';
import { isConfirmed, type Job } from '../state/jobs/job.ts';
import { hasFailedByLoss } from '../state/jobs/lost-job.ts';
import type { State } from '../state/state.ts';
import { untilWritten } from './until-written.ts';

const WRITES_AT_ONCE = 10;

type Noting = Pick<World, 'store' | 'clock' | 'log'>;

/** What one job that has left says of its name. */
interface Lesson extends JobName {
  readonly stage: string;
  readonly occurrence: Occurrence;
  /** Of one that ran: what was known of it then. */
  readonly ran?: Pick<Habit, 'tags' | 'runner'>;
}

/**
 * Notes what jobs did that are no longer active, each with one write. What is not noted, because a call failed or a
 * function ended before it came to it, is one example less.
 */
export async function noteHabits(
  world: Noting,
  { runners }: Settings,
  before: State,
  after: State,
): Promise<void> {
  if (!runners.some(({ lookahead }) => lookahead.isOn) || before === after) return;
  const active = new Set(overAmong(after).map(({ id }) => id));
  const left = overAmong(before).filter(({ id }) => !active.has(id));
  const lessons = left.flatMap((job) => lessonOf(job, before) ?? []);
  if (lessons.length === 0) return;
  await attempt(world.log, 'noting what jobs did', { jobs: lessons.length }, () => learn(world, lessons));
}

/** Of others that leave there is nothing to be learned. */
function overAmong({ jobs }: State): readonly Job[] {
  const { dormant, finished } = byStatus(jobs);
  return [...dormant, ...finished];
}

async function learn(world: Noting, lessons: readonly Lesson[]): Promise<void> {
  let left = lessons;
  await untilWritten(async () => {
    left = await add(world, left);
    return left.length === 0;
  });
}

/** Answers with the lessons of names that another has written of meanwhile. */
async function add({ store, clock }: Noting, lessons: readonly Lesson[]): Promise<readonly Lesson[]> {
  const at = clock.now();
  const known = new Map((await store.habitsOf(lessons)).map((habit) => [keyOf(habit), habit]));
  const changed = new Map<string, Learned<Habit>>();
  for (const { projectId, name, stage, occurrence, ran } of lessons) {
    const key = keyOf({ projectId, name });
    const before = changed.get(key) ?? known.get(key);
    const seen = seeing(before?.seen ?? [], occurrence);
    if (seen === before?.seen) continue;
    const { tags, runner } = ran ?? before ?? {};
    changed.set(key, {
      ...{ projectId, name, stage, seen, at, revision: before?.revision ?? 0 },
      ...(tags !== undefined && { tags }),
      ...(runner !== undefined && { runner }),
    });
  }
  const refused = new Set<string>();
  const write = async ([key, habit]: readonly [string, Learned<Habit>]): Promise<void> => {
    if (!(await store.recordHabit(habit))) refused.add(key);
  };
  await mapConcurrently([...changed], write, WRITES_AT_ONCE);
  return lessons.filter((lesson) => refused.has(keyOf(lesson)));
}

const keyOf = ({ projectId, name }: JobName): string => `${projectId} ${name}`;

/** None of one that did not come to its end by itself: how long it would have run nobody knows. */
function lessonOf(job: Job, { machines }: State): Lesson | undefined {
  const { projectId, name, pipelineId, stage, status, gitlabStatus } = job;
  if (pipelineId === undefined || stage === undefined) return undefined;
  if (status === 'dormant') return { projectId, name, stage, occurrence: { pipelineId, kind: 'NotRun' } };
  if (!isConfirmed(job) || status !== 'finished' || gitlabStatus === 'canceled' || hasFailedByLoss(job))
    return undefined;
  const { ran, waited, createdAt, at } = job;
  if (ran === undefined || waited === undefined || createdAt === undefined) return undefined;
  const lead = Math.max(0, at - ran - waited - createdAt);
  const runner = machines.find(({ runnerId }) => runnerId !== undefined && runnerId === job.runnerId)?.runner;
  return {
    ...{ projectId, name, stage },
    occurrence: { pipelineId, kind: 'Run', lead, waited, ran },
    ran: { tags: job.lookup.tags, ...(runner !== undefined && { runner }) },
  };
}
