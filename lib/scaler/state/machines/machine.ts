import type { FailedJob, LostJob } from '../jobs/lost-job.ts';
import { type Placed, placesOf, type RunningJobs } from '../places.ts';
import type { UnixSeconds } from '../time.ts';
import type { Bought } from './instance.ts';

/** What every machine has, whatever its state. */
interface MachineBase extends Placed {
  /** EC2's id: the key of the record, and what a machine proves to be when it registers. */
  readonly instanceId: string;
  /** MachineName, filled: what people see. */
  readonly name: string;
  /** The `[[runners]]` entry that it belongs to. */
  readonly runner: string;
  /** When EC2 was asked for it; where it was asked more than once, as while it throttles, when it had made it. */
  readonly launchedAt: UnixSeconds;
  /** When it entered its state. */
  readonly since: UnixSeconds;
  /** Why it is in its state, for people. */
  readonly reason: string;
  /** It was launched for jobs that were expected, and not for any that waited. */
  readonly isAhead?: true;
  /** When its kernel started, by what it said as it registered: until then EC2 was at work. */
  readonly kernelAt?: UnixSeconds;
  /** When it asked for its runner. */
  readonly askedAt?: UnixSeconds;
  /** When it had registered. */
  readonly readyAt?: UnixSeconds;
  /** When its first job began. */
  readonly firstJobAt?: UnixSeconds;
  /** Seconds that its first job had waited then, as far as it was said. */
  readonly firstWaited?: number;
  /** Seconds of that until the first job's webhook had come. */
  readonly firstHeardAfter?: number;
  /** Of the last job that ended on it, where that is told: GitLab then decides what becomes of the pipeline's other jobs. */
  readonly lastEnd?: PipelineMoment;
  /** Jobs that it has started. */
  readonly builds: number;
  /** Ids of the jobs counted in `builds` whose end is not yet on record: what makes counting repeatable. */
  readonly counted: readonly number[];
  /** The request for its spot capacity; none if it runs on demand. */
  readonly spotRequestId?: string;
  readonly bought?: Bought;
  /** The end of the time that jobs are charged with; none: its launch. */
  readonly chargedUntil?: UnixSeconds;
  /** What jobs are to be charged with, each when it has ended, of time before that in which several ran at once. */
  readonly owed?: readonly Owed[];
  /** What EC2, or the machine itself, told us of its end. */
  readonly fate?: Fate;
  /** Why it gave up, as it reported itself. */
  readonly lastWords?: LastWords;
  /** Its runner is paused in GitLab, for good: it takes no other job, and leaves when it has none. */
  readonly isPaused?: true;
  /** An operator looks at it: until then it does not leave, and takes no job. */
  readonly kept?: Kept;
  /** Jobs that were lost with it and are to be dealt with before its record goes. */
  readonly lost?: readonly LostJob[];
  /** Jobs that failed on it just now, and were lost if it gives up for what ended them. */
  readonly failed?: readonly FailedJob[];
  /** Changes with every write of the record; a write holds only if it is still what was read. */
  readonly revision: number;
}

export interface PipelineMoment {
  readonly pipelineId: number;
  readonly at: UnixSeconds;
}

export interface Owed {
  readonly jobId: number;
  /** Of the machine's time. */
  readonly seconds: number;
}

/** `Doomed`: EC2 will take it, or it ends itself, within minutes. `Gone`: EC2 has stopped or terminated it, or shows it no more. */
export interface Fate {
  readonly kind: 'Doomed' | 'Gone';
  readonly at: UnixSeconds;
  readonly reason: string;
  /** Whose doing it is, where that is known: EC2 wants its capacity back, the machine failed, or people did something. */
  readonly cause?: 'EC2' | 'Itself' | 'People';
  /** EC2 did not say that it ends: stopped, or not shown, it is still to be terminated. */
  readonly mayBeThere?: true;
}

/** By people, most often: gitlab-runner on the machine then asks for jobs in vain. */
export const RUNNER_DELETED = 'its runner in GitLab was deleted';
/** By people, or by a call of ours that came late: nobody resumes it. */
export const RUNNER_PAUSED = 'its runner in GitLab is paused';

export interface Kept {
  readonly until: UnixSeconds;
}

export const isKept = ({ kept }: Pick<Machine, 'kept'>, now: UnixSeconds): boolean =>
  kept !== undefined && now < kept.until;

export interface LastWords {
  readonly at: UnixSeconds;
  readonly reason: string;
}

/** What a machine says before it powers itself off because something is wrong. It outlives its record by some days. */
export interface MachineReport extends LastWords {
  readonly instanceId: string;
  /** The machine's name. */
  readonly machine: string;
  readonly runner: string;
  /** The last that it logged. */
  readonly lines: readonly string[];
}

/** A machine that has registered has a runner of its own in GitLab. */
interface Registered {
  readonly runnerId: number;
}

/** Asked for and not yet registered. */
export interface CreatingMachine extends MachineBase {
  readonly state: 'Creating';
  readonly runnerId?: never;
}
export interface IdleMachine extends MachineBase, Registered {
  readonly state: 'Idle';
}
export interface UsedMachine extends MachineBase, Registered {
  readonly state: 'Used';
  readonly jobIds: RunningJobs;
}
export interface RemovingMachine extends MachineBase, Partial<Registered> {
  readonly state: 'Removing';
  /** Why it leaves before it has run a job, if it is its own fault. */
  readonly failure?: string;
  /** When its runner was paused, of one of which GitLab could not say at once whether it was given a job before. */
  readonly pausedAt?: UnixSeconds;
  /** EC2 refused to terminate it. */
  readonly refused?: RefusedEnd;
}

interface RefusedEnd {
  /** How often, in a row. */
  readonly times: number;
  /** EC2 is not asked again before. */
  readonly againAt: UnixSeconds;
}

export type Machine = CreatingMachine | IdleMachine | UsedMachine | RemovingMachine;
export type MachineState = Machine['state'];

/** The ids of the jobs that it runs. */
export const jobsOf = (machine: Machine): readonly number[] =>
  machine.state === 'Used' ? machine.jobIds : [];

/** Does it run jobs, and have a place without one? */
export const isHalfUsed = (machine: Machine): machine is UsedMachine =>
  machine.state === 'Used' && machine.jobIds.length < placesOf(machine);
