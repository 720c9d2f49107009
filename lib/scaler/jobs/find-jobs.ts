import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { GitLabJob, JobRef } from '../ports/gitlab.ts';
import { JOBS_A_PAGE } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import type { JobEvent } from '../state/jobs/job.ts';
import { type Cluster, clustersOf } from './clusters.ts';

const AT_ONCE = 5;
/** For more jobs than this, near one another, a project's active jobs are read page by page: that takes fewer calls than one for each job. */
const FEW = 5;

/** What GitLab said. It was not asked about jobs that are in neither, or did not answer. */
export interface Found {
  readonly known: ReadonlyMap<number, GitLabJob>;
  /** Those that GitLab does not have, or does not show us. */
  readonly unknown: ReadonlySet<number>;
}

type Asking = Pick<World, 'gitlab' | 'log'>;

/** One search, as far as it has come. */
interface Search {
  readonly world: Asking;
  readonly budget: Budget;
  readonly known: Map<number, GitLabJob>;
  readonly unknown: Set<number>;
  /** Projects for which GitLab did not answer: none of them may keep us from the others. */
  readonly silent: Set<number>;
}

/**
 * Asks GitLab for as many of the jobs as the budget allows, in their order. Where many jobs of one project are near one another
 * it reads pages of the project's active jobs, else it asks for one job at a time. It makes at most two calls for each job.
 *
 * @param jobs all that are on record
 */
export async function findJobs(
  world: Asking,
  wanted: readonly JobRef[],
  jobs: Iterable<JobEvent>,
  budget: Budget,
): Promise<Found> {
  const search = { world, budget, known: new Map(), unknown: new Set<number>(), silent: new Set<number>() };
  const byProject = [...Map.groupBy(wanted, ({ projectId }) => projectId).values()];
  const clusters = byProject.flatMap((own) => (own.length > FEW ? clustersOf(own, jobs) : []));
  const many = clusters.filter(({ own }) => own.length > FEW);
  const pagesAtOnce = Math.max(1, Math.floor(AT_ONCE / many.length));
  await mapConcurrently(many, (cluster) => listActive(search, cluster, pagesAtOnce), AT_ONCE);
  await mapConcurrently(wanted, (job) => findOne(search, job), AT_ONCE);
  return search;
}

/** Pages come newest job first, and shift while jobs come and go: one that slips through is asked for by itself. */
async function listActive(search: Search, { own, newer }: Cluster, pagesAtOnce: number): Promise<void> {
  const projectId = own[0]?.projectId ?? 0;
  const left = new Set(own.map(({ id }) => id));
  const oldest = own.reduce((least, { id }) => Math.min(least, id), Number.POSITIVE_INFINITY);
  // Where the wanted ones begin, or one page before.
  let next = Math.max(1, Math.floor(newer / JOBS_A_PAGE));
  for (let read = 0; read < own.length && left.size > 0 && !search.budget.isUsedUp(); ) {
    const count = Math.min(pagesAtOnce, Math.ceil(left.size / JOBS_A_PAGE));
    const pages = await Promise.all(
      Array.from({ length: count }, (_, index) => readPage(search, projectId, next + index)),
    );
    for (const job of pages.flatMap((page) => page?.jobs ?? [])) {
      if (left.delete(job.id)) search.known.set(job.id, job);
    }
    const isPast = pages.some(
      (page) => page === undefined || page.isLast || (page.jobs.at(-1)?.id ?? 0) <= oldest,
    );
    if (isPast) return;
    next += count;
    read += count;
  }
}

function readPage({ world, budget, silent }: Search, projectId: number, page: number) {
  budget.spend();
  return attemptIn(world, silent, projectId, () => world.gitlab.activeJobs(projectId, page));
}

async function findOne({ world, budget, known, unknown, silent }: Search, ref: JobRef): Promise<void> {
  const { id, projectId } = ref;
  if (known.has(id) || silent.has(projectId) || budget.isUsedUp()) return;
  budget.spend();
  const answer = await attemptIn(world, silent, projectId, async () => ({
    job: await world.gitlab.findJob(ref),
  }));
  if (answer?.job !== undefined) known.set(id, answer.job);
  else if (answer !== undefined) unknown.add(id);
}

async function attemptIn<T>(
  { log }: Asking,
  silent: Set<number>,
  project: number,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  const answer = await attempt(log, 'asking GitLab for jobs', { project }, ask);
  if (answer === undefined) silent.add(project);
  return answer;
}
