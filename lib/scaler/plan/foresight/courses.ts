import type { Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { bootTime } from './boot-time.ts';
import { Fates } from './futures.ts';
import { type Basis, basisOf, type End, Pool } from './pool.ts';
import { FUTURES } from './samples.ts';
import { isOverdue, type Task, tasksOf } from './tasks.ts';
import { type Batch, beginning, type Course, unfold } from './unfold.ts';

/** What may come of a state. */
export interface Outcomes {
  readonly tasks: readonly Task[];
  readonly fates: Fates;
  readonly bases: readonly Basis[];
  /** One for each future. */
  readonly courses: readonly Course[];
}

/** Seconds, beyond a boot, that are looked ahead: the next tick comes before. */
const LOOK = 90;

/** Undefined where no job comes of which anything is known. */
export function outcomesOf(state: State, settings: Settings, now: UnixSeconds): Outcomes | undefined {
  if (byStatus(state.jobs).created.length === 0) return undefined;
  const tasks = tasksOf(state, settings);
  if (!tasks.some(({ job, seen }) => job.status === 'created' && seen.length > 0)) return undefined;
  const fates = new Fates(now);
  const bases = settings.runners.map((runner) => basisOf(runner, state, bootTime(runner.name, state), now));
  const ends = endsOf(tasks, fates, now);
  const common = {
    ...{ now, fates, successors: successorsOf(tasks), concurrent: settings.concurrent },
    until: now + LOOK + Math.max(...bases.map(({ boot }) => boot)),
  };
  const first = beginning(tasks, now);
  const courses = Array.from({ length: FUTURES }, (_, number) => {
    const pools = bases.map(
      (basis) => [basis.runner.name, new Pool(basis, (jobId) => ends.get(jobId)?.[number])] as const,
    );
    return unfold({ ...common, number, pools: new Map(pools) }, first);
  });
  return { tasks, fates, bases, courses };
}

/** When the jobs that run end, in each future, of those of which that is known; by the job's id. */
function endsOf(tasks: readonly Task[], fates: Fates, now: UnixSeconds): ReadonlyMap<number, readonly End[]> {
  const running = tasks.filter(({ job }) => job.status === 'running');
  return new Map(
    running.map((task) => {
      const known = { isOverdue: isOverdue(task, now) };
      return [task.job.id, fates.of(task).ran.map((left) => ({ ...known, at: now + left }))];
    }),
  );
}

function successorsOf(tasks: readonly Task[]): ReadonlyMap<Task, readonly Batch[]> {
  const successors = new Map<Task, Batch[]>();
  for (const [after, own] of Map.groupBy(tasks, (task) => task.after)) {
    const batch = { after, tasks: own };
    for (const before of after) {
      const known = successors.get(before);
      if (known === undefined) successors.set(before, [batch]);
      else known.push(batch);
    }
  }
  return successors;
}
