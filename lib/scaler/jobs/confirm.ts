import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { GitLabJob } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { type EndedJob, enteredAt, type Job, type JobEvent, rankOf } from '../state/jobs/job.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { dueAmong } from './due.ts';
import { type Found, findJobs } from './find-jobs.ts';
import { groupAddresses, groupsWithout } from './group-addresses.ts';

const WRITES_AT_ONCE = 10;

/** The state after that, and whether the budget was too small to ask about all. */
interface Confirmed {
  readonly state: State;
  readonly isMoreToAsk: boolean;
}

type Confirming = Pick<World, 'store' | 'gitlab' | 'clock' | 'log'>;

/**
 * Asks GitLab about the jobs that webhooks told of: for their tags, which no webhook has, and for the truth,
 * which a late or lost webhook hides. A job stays as it was if GitLab does not answer, or if the budget is used up. Jobs
 * that were never asked for come first: they may want a machine, or leave one free.
 */
export async function confirmJobs(
  world: Confirming,
  settings: Settings,
  state: State,
  budget: Budget,
): Promise<Confirmed> {
  const now = world.clock.now();
  const due = dueAmong(state.jobs, now, state.machines);
  if (due.length === 0) return { state, isMoreToAsk: false };
  const answers = await attempt(world.log, 'looking jobs up', { jobs: due.length }, () =>
    ask(world, settings, due, state.jobs, budget),
  );
  if (answers === undefined) return { state, isMoreToAsk: false };
  const passedOverIn = shownIn(state.jobs);
  const answered = due.filter(({ id }) => answers.known.has(id) || answers.unknown.has(id));
  const confirmed = await mapConcurrently(
    answered,
    (job) => confirm(world, heeding(job, answers.known, passedOverIn), answers, now),
    WRITES_AT_ONCE,
  );
  const changes = new Map(answered.map((job, index) => [job, confirmed[index] ?? job]));
  return {
    state: { ...state, jobs: byStatus(state.jobs).changed(changes) },
    isMoreToAsk: answered.length < due.length && budget.isUsedUp(),
  };
}

/** By whom jobs have been passed over, by pipeline. Jobs that are only created never were. */
function shownIn(jobs: Iterable<Job>): ReadonlyMap<Job['pipelineId'], Job['passedOver']> {
  const { others, waiting } = byStatus(jobs);
  const passed = waiting.kinds.flatMap((kind) => (kind.job.passedOver ? kind.jobs : []));
  return new Map(
    [...others, ...passed].flatMap(({ pipelineId, passedOver }) =>
      passedOver ? [[pipelineId, passedOver] as const] : [],
    ),
  );
}

/**
 * What keeps a job from a runner, though its tags fit, is its branch or its project: another job of its pipeline has shown
 * it already.
 */
function heeding(
  job: Job,
  said: ReadonlyMap<number, GitLabJob>,
  passedOverIn: ReadonlyMap<Job['pipelineId'], Job['passedOver']>,
): Job {
  const known = job.pipelineId === undefined ? undefined : passedOverIn.get(job.pipelineId);
  if (job.passedOver !== undefined || known === undefined || said.get(job.id)?.status !== 'pending')
    return job;
  return { ...job, passedOver: known };
}

interface Answers extends Found {
  readonly ended: ReadonlyMap<number, EndedJob>;
  /** Of the groups that runners are of, by id. */
  readonly groups: ReadonlyMap<number, string>;
}

/**
 * A job that nobody started, by its webhook and by GitLab, cannot have an end on record. Either word may be
 * late, so a job that one of the two calls started is looked up.
 */
async function ask(
  world: Confirming,
  settings: Settings,
  due: readonly Job[],
  jobs: Iterable<Job>,
  budget: Budget,
): Promise<Answers> {
  const [groups, found] = await Promise.all([
    groupAddresses(world, settings, budget),
    findJobs(world, due, jobs, budget),
  ]);
  const started = new Set([...due, ...found.known.values()].filter(hasStarted).map(({ id }) => id));
  const ended = started.size === 0 ? [] : await world.store.endedJobs([...started]);
  return { ...found, groups, ended: new Map(ended.map((job) => [job.id, job])) };
}

const hasStarted = ({ status }: JobEvent): boolean => rankOf(status) >= rankOf('running');

async function confirm(
  { store, log }: Confirming,
  job: Job,
  answers: Answers,
  now: UnixSeconds,
): Promise<Job> {
  const told = confirmedBy(job, answers, now);
  const written = await attempt(log, 'recording what GitLab said of a job', { job: job.id }, () =>
    store.replaceJob(told),
  );
  return written ? { ...told, revision: job.revision + 1 } : job;
}

function confirmedBy(job: Job, { known, ended, groups }: Answers, now: UnixSeconds): Job {
  const answer = known.get(job.id);
  if (answer === undefined) {
    const since = job.lookup.kind === 'NotFound' ? job.lookup.since : now;
    return { ...job, lookup: { kind: 'NotFound', since, askedAt: now } };
  }
  const { tags, ...said } = answer;
  const outsideOf = groupsWithout(said.webUrl, groups);
  const at = enteredAt(said, now);
  const counted = ended.get(job.id)?.machine !== undefined;
  const since = sameSince(job, answer) ?? now;
  const heardAfter = heardAfterOf(job, said.status === 'pending' ? at : undefined);
  return {
    ...notHandedOut(job),
    ...said,
    at,
    lookup: {
      ...{ kind: 'Confirmed', since, askedAt: now, tags, counted },
      ...(heardAfter !== undefined && { heardAfter }),
      ...(outsideOf.length > 0 && { outsideOf }),
    },
  };
}

/** @param pendingAt when it began to wait, by GitLab; undefined if it does not */
function heardAfterOf({ lookup, at, status }: Job, pendingAt?: UnixSeconds): number | undefined {
  if (lookup.kind === 'Confirmed') return lookup.heardAfter;
  if (pendingAt === undefined || status !== 'pending') return undefined;
  return Math.max(0, at - pendingAt);
}

/** As far as was known before. */
const notHandedOut = ({ handedTo: _, ...job }: Job): Job => job;

/** Since when GitLab says the same of the job; undefined if it said something else before. */
function sameSince({ status, lookup }: Job, said: GitLabJob): UnixSeconds | undefined {
  if (lookup.kind !== 'Confirmed' || status !== said.status) return undefined;
  return lookup.since;
}
