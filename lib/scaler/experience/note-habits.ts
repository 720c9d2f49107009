import type { Settings } from '../../config/settings.ts';
import { attempt } from '../ports/attempt.ts';
import { mapConcurrently } from '../ports/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/by-status.ts';
import { type Habit, type JobName, type Occurrence, seeing } from '../state/habit.ts';
import { isConfirmed, type Job } from '../state/job.ts';
import { hasFailedByLoss } from '../state/lost-job.ts';
import type { State } from '../state/state.ts';

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

async function learn({ store, clock }: Noting, lessons: readonly Lesson[]): Promise<void> {
  const at = clock.now();
  const known = new Map((await store.habitsOf(lessons)).map((habit) => [keyOf(habit), habit]));
  for (const { projectId, name, stage, occurrence, ran } of lessons) {
    const before = known.get(keyOf({ projectId, name }));
    const seen = seeing(before?.seen ?? [], occurrence);
    if (seen === before?.seen) continue;
    const { tags, runner } = ran ?? before ?? {};
    known.set(keyOf({ projectId, name }), {
      ...{ projectId, name, stage, seen, at },
      ...(tags !== undefined && { tags }),
      ...(runner !== undefined && { runner }),
    });
  }
  const changed = [...known.values()].filter((habit) => habit.at === at);
  await mapConcurrently(changed, (habit) => store.recordHabit(habit), WRITES_AT_ONCE);
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
