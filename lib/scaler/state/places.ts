/** A machine has places, each of which runs one job at a time. */

/** What has places: one, where it does not say. */
export interface Placed {
  readonly places?: number;
}

export const placesOf = ({ places = 1 }: Placed): number => places;

/** As it is put on record. */
export const placed = (places: number): Placed => (places === 1 ? {} : { places });

/** The ids of the jobs that a machine runs, of which there is one at least: the highest first. */
export type RunningJobs = readonly [number, ...number[]];

/**
 * With one more job that has begun. Where there are more than places, one has ended and nobody has said so: that with the
 * lowest id, which was given to the machine first, be it this one or another.
 */
export function withJob(running: readonly number[], jobId: number, places: number): RunningJobs {
  const all = [jobId, ...running.filter((id) => id !== jobId)].toSorted((one, other) => other - one);
  const [newest = jobId, ...others] = all.slice(0, places);
  return [newest, ...others];
}

/** Does a job that runs make them others? */
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
