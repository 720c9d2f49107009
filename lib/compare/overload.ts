import type { Settings } from '../config/settings.ts';
import { sumOf } from '../scaler/state/sum.ts';
import { mostAtOnce } from './most-at-once.ts';
import type { Workload } from './workloads/workload.ts';

/** More work than the machines that config.toml allows can do in time. */
export interface Overload {
  /** Machines that may exist at once. */
  readonly most: number;
  /** Machines that the jobs need on average. */
  readonly needed: number;
  /** About how many seconds jobs wait that come at the worst time, only because of the jobs before them. */
  readonly worstWait: number;
}

const STEP = 300;
/** Seconds: a peak that is worked off sooner does not count. */
const LEAST_WAIT = 1800;

/** Estimated from the jobs' durations alone, before anything is simulated; undefined if all can be done in time. */
export function overloadOf(workload: Workload, settings: Settings): Overload | undefined {
  const { start, end } = workload;
  const most = mostAtOnce(settings);
  const work = new Float64Array(Math.ceil((end - start) / STEP));
  for (const { createdAt, stages } of workload.pipelines()) {
    const step = Math.max(0, Math.floor((createdAt - start) / STEP));
    const jobs = stages.flatMap(({ jobs }) => jobs).filter(({ fate }) => fate !== 'Manual');
    work[step] = (work[step] ?? 0) + sumOf(jobs, ({ duration }) => duration);
  }
  let [backlog, worst, total] = [0, 0, 0];
  for (const seconds of work) {
    backlog += seconds;
    worst = Math.max(worst, backlog);
    backlog = Math.max(0, backlog - most * STEP);
    total += seconds;
  }
  const worstWait = worst / most;
  return worstWait < LEAST_WAIT ? undefined : { most, needed: total / (end - start), worstWait };
}
