/** A machine has places, each of which runs one job at a time. */

/** Something that has places: one, unless it says how many. */
export interface Placed {
  readonly places?: number;
}

export const placesOf = ({ places = 1 }: Placed): number => places;

/** As it is put on record. */
export const placed = (places: number): Placed => (places === 1 ? {} : { places });

/** The ids of the jobs that a machine runs, at least one: the highest first. */
export type RunningJobs = readonly [number, ...number[]];

/**
 * With one more job that has begun. If there are then more jobs than places, one has ended and nobody has told us. That is the
 * one with the lowest id, since the machine was given it first; it may be the new one itself.
 */
export function withJob(running: readonly number[], jobId: number, places: number): RunningJobs {
  const all = [jobId, ...running.filter((id) => id !== jobId)].toSorted((one, other) => other - one);
  const [newest = jobId, ...others] = all.slice(0, places);
  return [newest, ...others];
}

/** Does the list change with a job that runs? */
export const isNews = (running: readonly number[], jobId: number, places: number): boolean =>
  !running.includes(jobId) && withJob(running, jobId, places).includes(jobId);

/** Undefined if none is left. */
export function withoutJob(running: readonly number[], jobId: number): RunningJobs | undefined {
  const [newest, ...others] = running.filter((id) => id !== jobId);
  return newest === undefined ? undefined : [newest, ...others];
}

/** For people: `job 7`, `jobs 8 and 7`. */
export function describeJobs([newest, ...others]: RunningJobs): string {
  const last = others.at(-1);
  if (last === undefined) return `job ${newest}`;
  return `jobs ${[newest, ...others.slice(0, -1)].join(', ')} and ${last}`;
}
