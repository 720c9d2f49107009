import type { JobHook } from '../gitlab/job-hook.ts';
import type { Faults } from './faults.ts';

/** Seconds: what clocks that differ make of a wait that has just begun. */
const ODD_WAIT = -0.42;

/** Figures that are of no use, in a webhook that is right in all that matters. */
export function oddly(faults: Faults, hook: JobHook): JobHook {
  if (!faults.strikes('webhook odd', `${hook.build_status} of job ${hook.build_id}`)) return hook;
  return { ...hook, build_queued_duration: ODD_WAIT, build_name: '' };
}
