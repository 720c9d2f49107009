import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { IGNORED_FOR, ignoredJobs } from '../plan/demand/ignored-jobs.ts';
import { duration } from '../plan/duration.ts';
import type { Contact, GitLabJob } from '../ports/gitlab.ts';
import type { World } from '../ports/world.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { type ConfirmedJob, isHandedOut, type JobEvent } from '../state/jobs/job.ts';
import {
  type Fate,
  type IdleMachine,
  type Machine,
  RUNNER_DELETED,
  RUNNER_PAUSED,
} from '../state/machines/machine.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { findJobs } from './find-jobs.ts';
import { passOver } from './pass-over.ts';

/** Seconds: a runner asks every 3 s, and GitLab may keep it waiting for 50 s for the answer. */
const SILENT_FOR = 120;
const AT_ONCE = 5;
/** Machines of one runner that are asked about at a time: to find one that listens is enough. */
const MOST_ASKED = 10;

type Asking = Pick<World, 'store' | 'gitlab' | 'clock' | 'log'>;

/**
 * Where a job waits, and GitLab does not give it to a ready machine that can run it, GitLab knows which of them is to blame. A
 * machine that it has not heard from for long leaves, as does one whose runner was deleted or paused. A job that it does not
 * give to a machine that asks for jobs wants no other machine of that runner. Answers with the state after that.
 */
export async function askAfterIgnored(
  world: Asking,
  settings: Settings,
  state: State,
  budget: Budget,
): Promise<State> {
  const ignored = ignoredJobs(state, settings, world.clock.now());
  const changed = new Map<string, Machine>();
  const passed = new Map<number, ConfirmedJob>();
  for (const one of ignored) {
    const asked = await mapConcurrently(
      one.machines.slice(0, MOST_ASKED),
      (machine) => judge(world, machine, budget),
      AT_ONCE,
    );
    for (const { machine } of asked) if (machine !== undefined) changed.set(machine.instanceId, machine);
    const listening = one.machines.filter((_, index) => asked[index]?.listens);
    const jobs = await stillIgnored(world, one.jobs, listening, state, budget);
    for (const job of await passOver(world, settings, { ...one, jobs }, passed)) passed.set(job.id, job);
  }
  if (changed.size + passed.size === 0) return state;
  const judged = ignored.flatMap(({ jobs, soon }) => [...jobs, ...soon]);
  const changes = new Map(judged.map((job) => [job, passed.get(job.id) ?? job]));
  return {
    ...state,
    machines: state.machines.map((machine) => changed.get(machine.instanceId) ?? machine),
    jobs: byStatus(state.jobs).changed(changes),
  };
}

/** The jobs that still wait, as GitLab says now; none unless a machine that listens has had nothing to do. */
async function stillIgnored(
  world: Asking,
  jobs: readonly ConfirmedJob[],
  listening: readonly IdleMachine[],
  state: State,
  budget: Budget,
): Promise<readonly ConfirmedJob[]> {
  if (listening.length === 0) return [];
  const known = await whatBecameOf(world, jobs, state, budget);
  const heardOf = [...state.jobs, ...known.values()];
  if (listening.every(({ runnerId }) => hadAJob(runnerId, heardOf, world.clock.now()))) return [];
  return jobs.filter(({ id }) => isWaiting(known.get(id)));
}

/**
 * What GitLab says of the jobs now, by their ids. Those that wait no more are recorded, which wakes the reconciler: their
 * webhooks were lost.
 */
async function whatBecameOf(
  world: Asking,
  jobs: readonly ConfirmedJob[],
  state: State,
  budget: Budget,
): Promise<ReadonlyMap<number, GitLabJob>> {
  const { known } = await findJobs(world, jobs, state.jobs, budget);
  const others = [...known.values()].filter((said) => said.status !== 'pending');
  await mapConcurrently(others, (said) => record(world, said), AT_ONCE);
  return known;
}

const isWaiting = (said: GitLabJob | undefined): boolean => said?.status === 'pending' && !isHandedOut(said);

/** GitLab lists none of a runner's jobs of a project in which our token is less than a Reporter, but may show a job by its id. */
const hadAJob = (runnerId: number, jobs: readonly JobEvent[], now: UnixSeconds): boolean =>
  jobs.some(
    ({ runnerId: by, status, at }) =>
      by === runnerId && (status === 'running' || (status === 'finished' && now - at < IGNORED_FOR)),
  );

const record = ({ store, log }: Asking, said: GitLabJob) =>
  attempt(log, 'recording what GitLab said of a job', { job: said.id }, () => store.record(said));

interface Judged {
  /** As it is on record now, if that has changed. */
  readonly machine?: Machine;
  readonly listens: boolean;
}

async function judge(world: Asking, machine: IdleMachine, budget: Budget): Promise<Judged> {
  if (budget.isUsedUp()) return { listens: false };
  const { store, gitlab, clock, log } = world;
  const fields = { machine: machine.name, runner: machine.runner };
  const judged = await attempt(log, 'asking after a machine', fields, async (): Promise<Judged> => {
    budget.spend();
    const contact = await gitlab.lastContact(machine.runnerId);
    const fate = fateOf(contact, clock.now());
    if (fate === undefined) return { listens: await isFree(world, machine, contact, budget) };
    log.warn('a machine takes no jobs', { ...fields, reason: fate.reason });
    const doomed = { ...machine, fate };
    const isWritten = await store.machines.replace(doomed);
    return { listens: false, ...(isWritten && { machine: { ...doomed, revision: doomed.revision + 1 } }) };
  });
  return judged ?? { listens: false };
}

/**
 * Does GitLab say that it has had nothing to do for long? The webhooks of a job that it runs, or has run meanwhile, may have
 * been lost. Then it is on record as Idle, and the other jobs only wait their turn.
 */
async function isFree(
  { store, gitlab, clock }: Asking,
  { runnerId }: IdleMachine,
  contact: Contact,
  budget: Budget,
): Promise<boolean> {
  budget.spend();
  const jobs = await gitlab.jobsOf(runnerId);
  for (const job of jobs.filter(({ status }) => status === 'running')) await store.record(job);
  if (contact.kind === 'Runner' && contact.runsJob) return false;
  const lastBusy = jobs.map(({ status, at }) => (status === 'finished' ? at : clock.now()));
  return clock.now() - Math.max(...lastBusy, 0) >= IGNORED_FOR;
}

function fateOf(contact: Contact, now: UnixSeconds): Fate | undefined {
  const base = { kind: 'Doomed', at: now } as const;
  if (contact.kind === 'NoRunner') {
    return { ...base, cause: 'People', reason: RUNNER_DELETED };
  }
  if (contact.isPaused) return { ...base, cause: 'People', reason: RUNNER_PAUSED };
  if (contact.runsJob || (contact.at !== undefined && now - contact.at < SILENT_FOR)) return undefined;
  const since = contact.at === undefined ? 'at all' : `for ${duration(Math.floor(now - contact.at))}`;
  return { ...base, cause: 'Itself', reason: `it has not asked GitLab for a job ${since}` };
}
