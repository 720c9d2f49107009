import { byStatus } from '../state/jobs/by-status.ts';
import { type ConfirmedJob, type EndedJob, isConfirmed, type Job } from '../state/jobs/job.ts';
import { byState } from '../state/machines/by-state.ts';
import { type Charge, chargedWith, sharedUntil } from '../state/machines/charge.ts';
import {
  type IdleMachine,
  isHalfUsed,
  jobsOf,
  type Machine,
  type UsedMachine,
} from '../state/machines/machine.ts';
import {
  counting,
  forgetting,
  havingEnded,
  losing,
  released,
  used,
  type Wait,
} from '../state/machines/transitions.ts';
import { onceForList } from '../state/once-for.ts';
import { isNews, placesOf } from '../state/places.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * A job that no runner may have yet is dropped this many seconds after we last heard of it. What was to tell that it is
 * skipped may be lost; if it does wait later, a webhook or the audit tells us.
 */
const CREATED_KEPT = 6 * 3600;
/**
 * Seconds for which GitLab must not have known a job, or not have shown it to us, before it is dropped. It may do so for a
 * moment only, as when somebody changes the rights of our token: a job that has run for hours still has its machine.
 */
const UNKNOWN_KEPT = 3600;

/** What the jobs say about the machines: facts, not decisions. */
export interface Settlement {
  /** Machines as they are now, where that differs from their record. */
  readonly changed: readonly Machine[];
  readonly ended: readonly Ending[];
  /** What the jobs that have ended on machines are charged with. */
  readonly charges: readonly Charge[];
  /** Jobs that leave the active range and were never counted. */
  readonly forgotten: readonly Job[];
}

export interface Ending {
  readonly job: Job;
  readonly ended: EndedJob;
}

/**
 * Counts each job once in its machine's builds, and moves machines between Idle and Used. Sees only the state,
 * so it comes to the same result whatever webhook was lost, doubled or late: a job that has ended was
 * started, even if nobody said so.
 */
export function settle(state: State, now: UnixSeconds): Settlement {
  const machines = new Changes();
  const known = byRunnerId(state.machines);
  const machineOf = (job: Job): Machine | undefined => {
    const machine = job.runnerId === undefined ? undefined : known.get(job.runnerId);
    return machine && machines.now(machine);
  };

  const { created, dormant, unclear, running, finished } = byStatus(state.jobs);
  const over = finished.filter((job) => isOver(job, machineOf(job)));
  const inOrder = over.toSorted((one, other) => one.at - other.at);
  const charges = inOrder.flatMap((job) => settleEnd(job, machineOf(job), machines, now) ?? []);
  for (const job of running) if (isConfirmed(job)) settleRun(job, machineOf(job), machines, now);
  const isActive = activeAmong(state.jobs);
  releaseForgotten(state.machines, machines, isActive, now);

  const isUnknown = (job: Job): boolean => isUnknownForLong(job, now);
  return {
    changed: machines.all().map((machine) => forgetting(machine, isActive)),
    charges,
    ended: over.map((job) => ({ job, ended: endOf(job, machineOf(job), charges) })),
    forgotten: [
      ...dormant,
      ...(now - firstAt(created) > CREATED_KEPT ? created.filter(({ at }) => now - at > CREATED_KEPT) : []),
      ...unclear.filter(isUnknown),
      ...running.filter(isUnknown),
      ...finished.filter(isUnknown),
    ],
  };
}

/** An end that GitLab does not know counts nowhere, unless a machine of ours is said to have run the job. */
function isOver(job: Job, machine: Machine | undefined): boolean {
  if (job.lookup.kind === 'NotAsked') return false;
  return isConfirmed(job) || machine === undefined;
}

/** Answers with what the job is charged with; a late duplicate was charged before. */
function settleEnd(
  job: Job,
  machine: Machine | undefined,
  machines: Changes,
  now: UnixSeconds,
): Charge | undefined {
  if (machine === undefined) return undefined;
  const [counted, charge] = isCountedBefore(job)
    ? [machine, undefined]
    : chargedWith(counting(machine, job.id), job, now);
  const settled = isListening(counted) ? endedOn(counted, job, Math.min(job.at, now)) : counted;
  machines.change(machine, isConfirmed(job) ? losing(settled, job) : settled);
  return charge;
}

function endedOn(machine: IdleMachine | UsedMachine, { id, pipelineId }: Job, at: UnixSeconds): Machine {
  const without = released(machine, id, at);
  return without === machine || pipelineId === undefined ? without : havingEnded(without, { pipelineId, at });
}

function settleRun(
  job: ConfirmedJob,
  machine: Machine | undefined,
  machines: Changes,
  now: UnixSeconds,
): void {
  if (machine === undefined || isCountedBefore(job)) return;
  if (!isListening(machine) || !isNews(jobsOf(machine), job.id, placesOf(machine))) {
    machines.change(machine, counting(machine, job.id));
    return;
  }
  const shared = isHalfUsed(machine) ? sharedUntil(machine, Math.min(job.at, now)) : machine;
  machines.change(machine, used(shared, job.id, now, waitOf(job)));
}

const waitOf = ({ waited, lookup: { heardAfter } }: ConfirmedJob): Wait => ({
  ...(waited !== undefined && { waited }),
  ...(heardAfter !== undefined && { heardAfter }),
});

/** Jobs begin and end on it. */
const isListening = (machine: Machine): machine is IdleMachine | UsedMachine =>
  machine.state === 'Idle' || machine.state === 'Used';

const isCountedBefore = (job: Job): boolean => job.lookup.kind === 'Confirmed' && job.lookup.counted;

/** A job that has no record any more runs nowhere that we know of. */
function releaseForgotten(
  records: readonly Machine[],
  machines: Changes,
  isActive: (jobId: number) => boolean,
  now: UnixSeconds,
): void {
  for (const record of byState(records).used) {
    const machine = machines.now(record);
    if (machine.state !== 'Used' || machine.jobIds.every(isActive)) continue;
    const forgotten = machine.jobIds.filter((id) => !isActive(id));
    const left = forgotten.reduce<Machine>(
      (before, id) => (before.state === 'Used' ? released(before, id, now) : before),
      machine,
    );
    machines.change(machine, left);
  }
}

/** Machines that have a runner, by its id. */
const byRunnerId = onceForList((machines: readonly Machine[]): ReadonlyMap<number, Machine> => {
  const found = new Map<number, Machine>();
  for (const machine of machines) if (machine.runnerId !== undefined) found.set(machine.runnerId, machine);
  return found;
});

/** The few machines that differ from their records. */
class Changes {
  readonly #changed = new Map<string, Machine>();

  /** As it is now, of one that is on record. */
  now(machine: Machine): Machine {
    return this.#changed.size === 0 ? machine : (this.#changed.get(machine.instanceId) ?? machine);
  }

  change(before: Machine, after: Machine): void {
    if (after !== before) this.#changed.set(after.instanceId, after);
  }

  /** As they are now. */
  all(): readonly Machine[] {
    return [...this.#changed.values()];
  }
}

/** So that few reconciles look at each of thousands of created jobs. */
const firstAt = onceForList(
  (jobs: readonly Job[]): UnixSeconds =>
    jobs.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY),
);

/** Has a job that a machine began a record? It is created no more. Most that are asked for run, and are found at once. */
function activeAmong(jobs: Iterable<Job>): (jobId: number) => boolean {
  const { running, others, waiting } = byStatus(jobs);
  const runs = new Set(running.map(({ id }) => id));
  return (jobId) => runs.has(jobId) || others.some(({ id }) => id === jobId) || waiting.has(jobId);
}

function endOf(job: Job, machine: Machine | undefined, charges: readonly Charge[]): EndedJob {
  const dollars = charges.find((charge) => charge.job?.id === job.id)?.dollars;
  return {
    id: job.id,
    projectId: job.projectId,
    name: job.name,
    gitlabStatus: job.gitlabStatus,
    endedAt: job.at,
    ...(machine !== undefined && { machine: machine.name }),
    ...(dollars !== undefined && { dollars }),
  };
}

const isUnknownForLong = ({ lookup }: Job, now: UnixSeconds): boolean =>
  lookup.kind === 'NotFound' && now - lookup.since > UNKNOWN_KEPT;
