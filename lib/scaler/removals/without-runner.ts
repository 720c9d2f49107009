import type { RunnerSettings } from '../../config/settings.ts';
import { reasonOf } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { canRun, isWithin, matchedBy } from '../plan/demand/demand.ts';
import type { GitLabJob, ListedJobs } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { type ConfirmedJob, isConfirmed, type Job } from '../state/jobs/job.ts';
import { AT_ONCE, askForJob, BEGUN_WITHIN, MOST_ASKED } from './ask-for-job.ts';
import type { Known, Registered } from './known.ts';

type Asking = Pick<World, 'store' | 'gitlab' | 'clock' | 'log'>;

/**
 * Does a machine whose runner people have deleted run nothing, as far as can be known? Of a job that it runs GitLab names no
 * runner then: it may be any that this runner may be given, and that runs. One that has not begun by our record, or is not
 * on record at all, may have begun unheard of.
 */
export async function runsNothingUnseen(
  world: Asking,
  { jobs, settings }: Known,
  machine: Registered,
): Promise<boolean> {
  const own = settings.runners.find(({ name }) => name === machine.runner);
  const reason = unseenOnRecord(jobs, own, machine) ?? (await begunUnheard(world, jobs, own, machine));
  if (reason !== undefined) world.log.info('a machine is not free yet', { machine: machine.name, reason });
  return reason === undefined;
}

function unseenOnRecord(
  jobs: Iterable<Job>,
  own: RunnerSettings | undefined,
  { runnerId }: Registered,
): string | undefined {
  const mayBeOurs = (job: Job): boolean =>
    own !== undefined && job.runnerId === undefined && mayBeGiven(own, job);
  const unseen = byStatus(jobs).running.find((job) => job.runnerId === runnerId || mayBeOurs(job));
  return unseen && `its runner is gone, and may run job ${unseen.id}`;
}

/** Of one that GitLab has not been asked about nobody knows the tags; one that it does not show is none of ours. */
function mayBeGiven(own: RunnerSettings, job: Job): boolean {
  if (isConfirmed(job)) return canRun(own, matchedBy(job));
  return job.lookup.kind === 'NotAsked' && isWithin(own.scope, job);
}

/** What has begun is put on record: as running it holds the machine. */
async function begunUnheard(
  world: Asking,
  jobs: Iterable<Job>,
  own: RunnerSettings | undefined,
  machine: Registered,
): Promise<string | undefined> {
  if (own === undefined) return undefined;
  const { store, clock } = world;
  const [named, listed] = await Promise.all([
    askForEach(world, jobs, own, machine),
    listRunning(world, jobs, own, machine),
  ]);
  const begun = new Map([...named.begun, ...listed.begun].map((job) => [job.id, job]));
  for (const job of begun.values()) await store.record(job);
  const [first] = begun.keys();
  if (first !== undefined) return `its runner is gone, and job ${first} has begun unheard of`;
  return clock.now() - machine.since >= BEGUN_WITHIN ? undefined : (named.failed ?? listed.failed);
}

interface Begun {
  readonly begun: readonly GitLabJob[];
  /** Why it is not sure that there are no others. */
  readonly failed?: string | undefined;
}

/** Of each job by itself GitLab may tell what it does not list. */
async function askForEach(
  { gitlab }: Pick<Asking, 'gitlab'>,
  jobs: Iterable<Job>,
  own: RunnerSettings,
  { runnerId, since }: Registered,
): Promise<Begun> {
  const { waiting, unclear, created, dormant } = byStatus(jobs);
  const mayHaveBegun = (job: ConfirmedJob): boolean =>
    job.lookup.askedAt < since && canRun(own, matchedBy(job));
  const others = [...unclear, ...created, ...dormant].filter((job) => isWithin(own.scope, job));
  const asked = [...waiting.all.filter(mayHaveBegun).slice(0, MOST_ASKED), ...others.slice(0, MOST_ASKED)];
  const answers = await mapConcurrently(asked, (job) => askForJob(gitlab, job), AT_ONCE);
  const begun = answers.flatMap(({ said }) =>
    said?.status === 'running' && (said.runnerId ?? runnerId) === runnerId ? said : [],
  );
  return { begun, failed: answers.find(({ failed }) => failed !== undefined)?.failed };
}

/** And no webhook may have told of a job. It began after the machine was asked for, and no other machine has it on record. */
async function listRunning(
  { gitlab }: Pick<Asking, 'gitlab'>,
  jobs: Iterable<Job>,
  own: RunnerSettings,
  { launchedAt }: Registered,
): Promise<Begun> {
  const heardOf = new Set(byStatus(jobs).running.map(({ id }) => id));
  const projects = new Set(
    [...jobs].filter((job) => isWithin(own.scope, job)).map(({ projectId }) => projectId),
  );
  const { jobs: running, unanswered } = await gitlab
    .runningJobs(own.scope, [...projects])
    .catch((error: unknown): ListedJobs => ({ jobs: [], unanswered: [reasonOf(error)] }));
  const mayBeOurs = (job: GitLabJob): boolean =>
    job.runnerId === undefined && job.at >= launchedAt && !heardOf.has(job.id) && canRun(own, job);
  return { begun: running.filter(mayBeOurs), failed: unanswered[0] };
}
