import type { RunnerSettings } from '../../config/settings.ts';
import { canRun, isWithin, matchedBy } from '../plan/demand.ts';
import { attempt, reasonOf } from '../ports/attempt.ts';
import type { GitLab, GitLabJob, JobRef } from '../ports/gitlab.ts';
import { mapConcurrently } from '../ports/map-concurrently.ts';
import { pauseAndAsk } from '../ports/runner-use.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/by-status.ts';
import { type ConfirmedJob, isConfirmed, type Job, type JobEvent } from '../state/job.ts';
import type { RemovingMachine } from '../state/machine.ts';
import { mayGiveUp, used } from '../state/transitions.ts';
import type { Known } from './known.ts';

const AT_ONCE = 5;
/** Jobs: where more wait, GitLab gives the oldest. */
const MOST_ASKED = 20;
/**
 * Seconds after which a paused runner has begun what it was given, or never will: GitLab gives a job out anew that nobody
 * has accepted for two minutes. https://docs.gitlab.com/development/cicd/two_phase_job_commit/
 */
const BEGUN_WITHIN = 150;

type Asking = Pick<World, 'store' | 'gitlab' | 'clock' | 'log'>;
type Registered = RemovingMachine & { readonly runnerId: number };

/**
 * A machine that was given a job finishes it, and leaves then: nobody ever resumes a runner. One that has not begun its job
 * is neither free nor Used, and is asked for again.
 */
export async function isFree(world: Asking, known: Known, machine: RemovingMachine): Promise<boolean> {
  const { runnerId } = machine;
  if (runnerId === undefined || machine.fate?.kind === 'Gone') return true;
  const free = await attempt(
    world.log,
    'making sure that a machine is free',
    { machine: machine.name },
    async () => {
      const use = await pauseAndAsk(world.gitlab, runnerId);
      switch (use.kind) {
        case 'Free':
          return hasSaidAll(world, machine) && hasNothingUnlisted(world, known, { ...machine, runnerId });
        case 'Gone':
          return runsNothingUnseen(world, known, { ...machine, runnerId });
        case 'Taken':
          world.log.info('a machine is not free yet', { machine: machine.name, reason: use.reason });
          return false;
        case 'Running':
          await takeBack(world, { ...machine, runnerId }, use.jobs);
          return false;
      }
    },
  );
  return free ?? false;
}

/** What has ended a job of it may end the machine too: were it terminated first, nobody would know that the job was lost. */
function hasSaidAll({ clock, log }: Asking, machine: RemovingMachine): boolean {
  if (!mayGiveUp(machine, clock.now())) return true;
  const reason = 'a job of it failed just now, and it may say that this was its own fault';
  log.info('a machine is not free yet', { machine: machine.name, reason });
  return false;
}

/**
 * Was it given no job that GitLab does not list for us, and that it has not begun? Where GitLab does not answer for one
 * project, time tells: of what has begun GitLab says so, whoever asks.
 */
async function hasNothingUnlisted(world: Asking, known: Known, machine: Registered): Promise<boolean> {
  const { store, clock, log } = world;
  const { given, unanswered } = await unlistedJob(world, known, machine);
  if (given === undefined && unanswered === undefined) return true;
  const now = clock.now();
  const { pausedAt = now } = machine;
  if (given === undefined && now - pausedAt >= BEGUN_WITHIN) return true;
  const reason = given === undefined ? unanswered : `it was given job ${given.id}`;
  log.info('a machine is not free yet', { machine: machine.name, reason });
  if (machine.pausedAt === undefined) await store.machines.replace({ ...machine, pausedAt });
  return false;
}

interface Unlisted {
  readonly given: JobEvent | undefined;
  /** Why it is not sure that it was given none. */
  readonly unanswered: string | undefined;
}

/**
 * Of each job by itself GitLab may tell what it does not list. Those that wait by what it said last, and that it gives to
 * machines of this runner, are asked for once more.
 */
async function unlistedJob(
  { gitlab }: Pick<Asking, 'gitlab'>,
  { jobs, settings }: Known,
  { runnerId, runner, builds }: Registered,
): Promise<Unlisted> {
  const own = settings.runners.find((one) => one.name === runner);
  const isForIt = (job: ConfirmedJob): boolean => job.passedOver === undefined && mayBeGiven(own, job);
  const isFull = own !== undefined && own.machine.maxBuilds > 0 && builds >= own.machine.maxBuilds;
  const asked = isFull ? [] : byStatus(jobs).waiting.all.filter(isForIt).slice(0, MOST_ASKED);
  const answers = await mapConcurrently(asked, (job) => ask(gitlab, job), AT_ONCE);
  const hasIt = (job: JobEvent | undefined): boolean =>
    job !== undefined && job.status !== 'finished' && (job.handedTo ?? job.runnerId) === runnerId;
  return {
    given: [...jobs, ...answers.map(({ said }) => said)].find(hasIt),
    unanswered: answers.find(({ failed }) => failed !== undefined)?.failed,
  };
}

interface Said {
  readonly said?: GitLabJob | undefined;
  readonly failed?: string;
}

/** A project for which GitLab does not answer holds up no other. */
async function ask(gitlab: GitLab, job: JobRef): Promise<Said> {
  try {
    return { said: await gitlab.findJob(job) };
  } catch (error) {
    return { failed: `GitLab does not say who has job ${job.id}: ${reasonOf(error)}` };
  }
}

/**
 * Of a job whose runner was deleted GitLab names none: it may be any that this runner may be given, and that runs. One that
 * has not begun by our record may have done so unheard of.
 */
async function runsNothingUnseen(
  world: Asking,
  { jobs, settings }: Known,
  machine: Registered,
): Promise<boolean> {
  const own = settings.runners.find(({ name }) => name === machine.runner);
  const reason = unseenOnRecord(jobs, own, machine) ?? (await begunUnheard(world, jobs, own, machine));
  if (reason !== undefined) world.log.info('a machine is not free yet', { machine: machine.name, reason });
  return reason === undefined;
}

const mayBeGiven = (own: RunnerSettings | undefined, job: ConfirmedJob): boolean =>
  own !== undefined && canRun(own, matchedBy(job));

function unseenOnRecord(
  jobs: readonly Job[],
  own: RunnerSettings | undefined,
  { runnerId }: Registered,
): string | undefined {
  const mayBeOurs = (job: Job): boolean =>
    job.runnerId === undefined && isConfirmed(job) && mayBeGiven(own, job);
  const unseen = byStatus(jobs).running.find((job) => job.runnerId === runnerId || mayBeOurs(job));
  return unseen && `its runner is gone, and may run job ${unseen.id}`;
}

/** What has begun is put on record: as running it holds the machine. */
async function begunUnheard(
  { gitlab, store, clock }: Asking,
  jobs: readonly Job[],
  own: RunnerSettings | undefined,
  { runnerId, since }: Registered,
): Promise<string | undefined> {
  if (own === undefined) return undefined;
  const { waiting, unclear, created, dormant } = byStatus(jobs);
  const mayHaveBegun = (job: ConfirmedJob): boolean => job.lookup.askedAt < since && mayBeGiven(own, job);
  const others = [...unclear, ...created, ...dormant].filter((job) => isWithin(own.scope, job));
  const asked = [...waiting.all.filter(mayHaveBegun).slice(0, MOST_ASKED), ...others.slice(0, MOST_ASKED)];
  const answers = await mapConcurrently(asked, (job) => ask(gitlab, job), AT_ONCE);
  const begun = answers.flatMap(({ said }) =>
    said?.status === 'running' && (said.runnerId ?? runnerId) === runnerId ? said : [],
  );
  for (const job of begun) await store.record(job);
  const [first] = begun;
  if (first !== undefined) return `its runner is gone, and job ${first.id} has begun unheard of`;
  if (clock.now() - since >= BEGUN_WITHIN) return undefined;
  return answers.find(({ failed }) => failed !== undefined)?.failed;
}

async function takeBack(
  { store, clock, log }: Asking,
  { failure: _, pausedAt: __, ...healthy }: Registered,
  jobs: readonly [GitLabJob, ...GitLabJob[]],
): Promise<void> {
  for (const job of jobs) await store.record(job);
  const [first, ...others] = jobs;
  const now = clock.now();
  const busy = others.reduce((machine, { id }) => used(machine, id, now), used(healthy, first.id, now));
  await store.machines.replace({ ...busy, isPaused: true });
  log.info('a machine runs a job after all', { machine: healthy.name, job: first.id });
}
