import { kindOf, type Workload, type WorkloadJob } from '../../lib/compare/workloads/workload.ts';
import type { Settings } from '../../lib/config/settings.ts';
import { NOW } from './state.ts';

/** A job that comes so many seconds after the start, and takes so many. */
export type Coming = readonly [after: number, duration: number, tags?: readonly string[]];

/** These jobs and no others, within so many seconds. */
export function aWorkload(settings: Settings, comings: readonly Coming[], seconds = 3600): Workload {
  const jobs = comings.map(([after, duration, tags = []]): WorkloadJob => {
    const kind = kindOf(tags, settings.runners);
    if (kind === undefined) throw new Error(`no runner may run ${tags.join()}`);
    return { queuedAt: NOW + after, duration, kind };
  });
  return { title: 'by hand', start: NOW, end: NOW + seconds, count: jobs.length, jobs: () => jobs };
}
