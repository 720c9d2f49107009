import { JOBS_A_PAGE, type JobRef } from '../ports/gitlab.ts';
import type { JobEvent } from '../state/jobs/job.ts';

/** Jobs of one project that are near one another in its list in GitLab. */
export interface Cluster {
  readonly own: readonly JobRef[];
  /** How many of the project's active jobs are newer than all of them, as far as is on record: those fill the pages before. */
  readonly newer: number;
}

/**
 * The wanted jobs of one project in the order of GitLab's list, the newest first. They are split where more than a page of
 * other jobs lies between two of them, since those pages need not be read.
 *
 * @param jobs all that are on record
 */
export function clustersOf(wanted: readonly JobRef[], jobs: Iterable<JobEvent>): readonly Cluster[] {
  const [first] = wanted;
  const active = [...jobs]
    .filter((job) => job.projectId === first?.projectId && isActive(job))
    .map(({ id }) => id)
    .sort((one, other) => other - one);
  const clusters: { own: JobRef[]; newer: number }[] = [];
  let place = 0;
  let before = 0;
  for (const job of wanted.toSorted((one, other) => other.id - one.id)) {
    while ((active[place] ?? 0) > job.id) place += 1;
    const last = clusters.at(-1);
    if (last !== undefined && place - before <= JOBS_A_PAGE) last.own.push(job);
    else clusters.push({ own: [job], newer: place });
    before = place;
  }
  return clusters;
}

const isActive = ({ status }: JobEvent): boolean => status === 'pending' || status === 'running';
