import type { Settings } from '../../../config/settings.ts';
import { byStatus } from '../../state/jobs/by-status.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { bootTime } from './boot-time.ts';
import { Fates } from './futures.ts';
import { type Basis, basisOf, Pool } from './pool.ts';
import { FUTURES } from './samples.ts';
import { isOverdue, type Task, tasksOf } from './tasks.ts';
import { beginning, type Course, unfold } from './unfold.ts';

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
  const pipelines = tasksOf(state, settings);
  if (!pipelines.flat().some(({ job, seen }) => job.status === 'created' && seen.length > 0))
    return undefined;
  const tasks = pipelines.flat().toSorted((one, other) => one.job.id - other.job.id);
  const fates = new Fates(pipelines, now);
  const bases = settings.runners.map((runner) => basisOf(runner, state, bootTime(runner.name, state), now));
  const running = new Map(
    tasks.flatMap((task) => (task.job.status === 'running' ? [[task.job.id, task]] : [])),
  );
  const common = {
    ...{ now, fates, successors: successorsOf(tasks), concurrent: settings.concurrent },
    until: now + LOOK + Math.max(...bases.map(({ boot }) => boot)),
  };
  const first = beginning(tasks, now);
  const courses = Array.from({ length: FUTURES }, (_, number) => {
    const pools = bases.map((basis) => {
      const pool = new Pool(basis, (jobId) => {
        const task = running.get(jobId);
        if (task === undefined) return undefined;
        const left = fates.of(task).ran[number];
        return left === undefined ? undefined : { at: now + left, isOverdue: isOverdue(task, now) };
      });
      return [basis.runner.name, pool] as const;
    });
    return unfold({ ...common, number, pools: new Map(pools) }, first);
  });
  return { tasks, fates, bases, courses };
}

function successorsOf(tasks: readonly Task[]): ReadonlyMap<Task, readonly Task[]> {
  const successors = new Map<Task, Task[]>();
  for (const task of tasks) {
    for (const before of task.after) {
      const known = successors.get(before);
      if (known === undefined) successors.set(before, [task]);
      else known.push(task);
    }
  }
  return successors;
}
