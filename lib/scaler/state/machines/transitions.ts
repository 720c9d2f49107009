import type { ConfirmedJob } from '../jobs/job.ts';
import { hasFailedByLoss, lostJob } from '../jobs/lost-job.ts';
import type { Launch } from '../launches/launch.ts';
import { describeJobs, placed, placesOf, withJob, withoutJob } from '../places.ts';
import type { UnixSeconds } from '../time.ts';
import type { Instance } from './instance.ts';
import { hasEnded } from './instance.ts';
import {
  type CreatingMachine,
  type Fate,
  type IdleMachine,
  jobsOf,
  type LastWords,
  type Machine,
  type PipelineMoment,
  type RemovingMachine,
  type UsedMachine,
} from './machine.ts';
import { machineName } from './machine-name.ts';

/** The ways from one state of a machine to the next. They are pure, and there are no others. */

/**
 * EC2 may take an instance before its record exists: its event then found no machine. From now it has boot_timeout to
 * register, and EC2 some time to show it: a launch that EC2 throttled was asked for long before.
 *
 * @param isAhead no job waits for it
 */
export function created(
  instance: Instance,
  launch: Launch,
  namePattern: string,
  now: UnixSeconds,
  isAhead = false,
): CreatingMachine {
  const { state, bought, spotRequestId } = instance;
  return {
    state: 'Creating',
    instanceId: instance.instanceId,
    name: machineName(namePattern, launch.at, instance.instanceId),
    runner: launch.runner,
    launchedAt: launchedAt(instance, launch, now),
    since: now,
    reason: launch.reason,
    builds: 0,
    counted: [],
    revision: 0,
    ...placed(placesOf(launch)),
    ...(spotRequestId !== undefined && { spotRequestId }),
    ...(bought !== undefined && { bought }),
    ...(isAhead && { isAhead }),
    ...(hasEnded(state) && { fate: gone(state, now) }),
  };
}

/** EC2 tells times by its own clock. */
function launchedAt({ launchedAt: made }: Instance, { at, outcome }: Launch, now: UnixSeconds): UnixSeconds {
  const wasAskedOnce = outcome.kind !== 'Unknown' || outcome.tries === 1;
  return wasAskedOnce ? at : Math.max(at, Math.min(made ?? now, now));
}

/** @param boot when it asked for its runner, and for how many seconds its kernel had run then, if it said so */
export function registered(
  machine: CreatingMachine,
  runnerId: number,
  now: UnixSeconds,
  { askedAt, uptime }: { readonly askedAt: UnixSeconds; readonly uptime?: number | undefined },
): IdleMachine {
  const kernelAt = uptime === undefined ? undefined : Math.max(machine.launchedAt, askedAt - uptime);
  return {
    ...{ ...machine, state: 'Idle', runnerId, since: now, reason: 'it has registered' },
    ...(kernelAt !== undefined && { kernelAt }),
    ...{ askedAt, readyAt: now },
  };
}

/** A machine that GitLab can give jobs to. */
export type RunningMachine = Exclude<Machine, CreatingMachine> & { readonly runnerId: number };

/** Of a job: seconds until it began, and of those until its webhook had come. */
export interface Wait {
  readonly waited?: number;
  readonly heardAfter?: number;
}

/**
 * The job is counted, once however often it is said, and the machine is Used by it and by those that it ran before.
 *
 * @param wait of the job, as far as it was said
 */
export function used(machine: RunningMachine, jobId: number, now: UnixSeconds, wait: Wait = {}): UsedMachine {
  const isFirst = machine.firstJobAt === undefined;
  const jobIds = withJob(jobsOf(machine), jobId, placesOf(machine));
  return {
    ...counting(machine, jobId),
    state: 'Used',
    jobIds,
    since: now,
    firstJobAt: machine.firstJobAt ?? now,
    ...(isFirst && wait.waited !== undefined && { firstWaited: wait.waited }),
    ...(isFirst && wait.heardAfter !== undefined && { firstHeardAfter: wait.heardAfter }),
    reason: `it runs ${describeJobs(jobIds)}`,
  };
}

/**
 * A job has ended: if it is one of the machine's, there is one less, and without another the machine is Idle. It is so
 * since the last end, and since it was known to run anything: ends may be heard of late, and in any order.
 */
export function released(
  machine: UsedMachine | IdleMachine,
  jobId: number,
  at: UnixSeconds,
): UsedMachine | IdleMachine {
  const since = Math.max(machine.since, at);
  const isIdle = { state: 'Idle', since, reason: `job ${jobId} has ended` } as const;
  if (machine.state === 'Idle') return since === machine.since ? machine : { ...machine, ...isIdle };
  if (!machine.jobIds.includes(jobId)) return machine;
  const { jobIds: before, ...rest } = machine;
  const jobIds = withoutJob(before, jobId);
  if (jobIds === undefined) return { ...rest, ...isIdle };
  return { ...rest, state: 'Used', jobIds, since, reason: `it runs ${describeJobs(jobIds)}` };
}

/** With the end of a job of the pipeline: with that of another, if it was later. */
export function havingEnded<M extends Machine>(machine: M, lastEnd: PipelineMoment): M {
  return (machine.lastEnd?.at ?? 0) > lastEnd.at ? machine : { ...machine, lastEnd };
}

/** A job that started on the machine counts in its builds, once however often we hear of it. */
export function counting<M extends Machine>(machine: M, jobId: number): M {
  if (machine.counted.includes(jobId)) return machine;
  return { ...machine, builds: machine.builds + 1, counted: [...machine.counted, jobId] };
}

/** Forgets the counted jobs that are no longer active: their end on record now guards the count. */
export function forgetting<M extends Machine>(machine: M, isActive: (jobId: number) => boolean): M {
  if (machine.counted.every(isActive)) return machine;
  return { ...machine, counted: machine.counted.filter(isActive) };
}

export function removing(machine: Machine, reason: string, now: UnixSeconds): RemovingMachine {
  if (machine.state !== 'Used') return { ...machine, state: 'Removing', since: now, reason };
  const { jobIds: _, ...rest } = machine;
  return { ...rest, state: 'Removing', since: now, reason };
}

/**
 * Records EC2's news of its end. A late warning never takes back that it is gone. `at` stays the time of the
 * first news: what fails from then on may be lost.
 */
export function fated<M extends Machine>(machine: M, fate: Fate): M {
  const before = machine.fate;
  if (before === undefined) return { ...machine, fate };
  if (before.kind === 'Gone' || (before.kind === fate.kind && before.reason === fate.reason)) return machine;
  const { cause } = before;
  const reason = cause === 'EC2' && fate.kind === 'Gone' ? `EC2 took it back: ${fate.reason}` : fate.reason;
  return { ...machine, fate: { ...fate, reason, ...(cause && { cause }), at: Math.min(before.at, fate.at) } };
}

/**
 * It powers itself off, and has said why. The first reason stays. What ended a job of it, as Docker's death does, may
 * have been known to GitLab before to us.
 */
export function givingUp<M extends Machine>(machine: M, lastWords: LastWords): M {
  if (machine.lastWords !== undefined) return machine;
  const reason = `it powers itself off: ${lastWords.reason}`;
  const fate: Fate = { kind: 'Doomed', at: lastWords.at, cause: 'Itself', reason };
  const { failed = [], lost = [] } = machine;
  const also = failed.filter(({ at }) => at >= lossesFrom(fate)).map(({ at: _, ...job }) => job);
  return { ...fated(machine, fate), lastWords, ...(also.length > 0 && { lost: [...lost, ...also] }) };
}

/** @param state EC2's word */
export function gone(state: string, at: UnixSeconds): Fate {
  const mayBeThere = state !== 'shutting-down' && state !== 'terminated';
  return { kind: 'Gone', at, reason: `its instance is ${state}`, ...(mayBeThere && { mayBeThere }) };
}

/**
 * Of a machine that gives up, seconds between a failure of its job and its word, at most: it reports three times, with
 * four seconds between, and each time the function may take its 15 seconds.
 */
const WORD_WITHIN = 60;

/** The time from which on jobs that fail are lost with their machine. */
export const lossesFrom = ({ at, cause }: Fate): UnixSeconds => (cause === 'Itself' ? at - WORD_WITHIN : at);

/** A job of it failed just now as lost ones do: it may be about to say why it gives up, by which that job is lost. */
export const mayGiveUp = ({ fate, failed = [] }: Machine, now: UnixSeconds): boolean =>
  fate === undefined && failed.some(({ at }) => now - at < WORD_WITHIN);

/** Keeps a job that failed because its machine was ending, until it has been retried. */
export function losing<M extends Machine>(machine: M, job: ConfirmedJob): M {
  const { fate, lost = [], failed = [] } = machine;
  if (!hasFailedByLoss(job)) return machine;
  const loss = lostJob({ ...job, tags: job.lookup.tags });
  if (fate === undefined) {
    const others = failed.filter(({ id, at }) => id !== job.id && at > job.at - WORD_WITHIN);
    return { ...machine, failed: [...others, { ...loss, at: job.at }] };
  }
  if (job.at < lossesFrom(fate) || lost.some(({ id }) => id === job.id)) return machine;
  return { ...machine, lost: [...lost, loss] };
}
