import type { Drain } from '../state/drain.ts';
import type { Habit, JobName } from '../state/jobs/habit.ts';
import { type EndedJob, isAhead, type Job, type JobEvent } from '../state/jobs/job.ts';
import type { Launch } from '../state/launches/launch.ts';
import type { Setback } from '../state/launches/setback.ts';
import type { Charge } from '../state/machines/charge.ts';
import type { Machine, MachineReport } from '../state/machines/machine.ts';
import type { RunnerHistory } from '../state/machines/runner-history.ts';
import type { Surpluses } from '../state/machines/surplus.ts';
import type { Rotation } from '../state/rotation.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';

/**
 * Where job webhooks land. `record` is one conditional write: it creates the active record, or moves it to a
 * higher rank. It keeps a runner that is already named if the event names none, and what GitLab's API said. It
 * never moves a record back, nor writes the same status twice: such an event is stale, and adds only what webhooks alone
 * tell and the record lacks.
 */
export interface JobInbox {
  record(event: JobEvent): Promise<'Recorded' | 'Stale'>;
}

/**
 * Who wrote an active record last. The stream wakes the reconciler with what others wrote, not with its own
 * writes, nor with what is of no use before something else happens. A job event's writer is `webhook`, or of a job that no
 * runner may have yet `announcement`; a tick's is always `schedule`, a drain's `operator`.
 */
export type Writer =
  | 'webhook'
  | 'announcement'
  | 'register'
  | 'report'
  | 'ec2-events'
  | 'schedule'
  | 'operator'
  | 'audit'
  | 'reconcile';

/** The stream's filter in serverless.yml leaves out what these write. */
export const QUIET_WRITERS: readonly Writer[] = ['reconcile', 'announcement'];

/** Who has written what a webhook says. */
export const writerOf = (event: JobEvent): Writer => (isAhead(event) ? 'announcement' : 'webhook');

/** Where the schedule records that time has passed; the write wakes the reconciler. */
export interface TickInbox {
  recordTick(now: UnixSeconds): Promise<void>;
}

/** What an operator drains with. Each is one conditional write, which the reconciler is woken by. */
export interface DrainSwitch {
  /** Only if there is no drain. */
  startDrain(drain: Drain): Promise<boolean>;
  /** Only if there is one. */
  endDrain(now: UnixSeconds): Promise<boolean>;
}

/**
 * The active machines, by instance id. Writes are conditional: false means that the record has changed since
 * the caller read it, and nothing was written. Rarely, it means that a call whose answer was lost had written
 * it and was then repeated: the record tells. A created record has the revision it is given, a replaced one the
 * next.
 */
export interface MachineRecords {
  find(instanceId: string): Promise<Machine | undefined>;
  /** Only if there is no record of that instance, nor one that it has departed. */
  create(machine: Machine): Promise<boolean>;
  /** Only if the stored revision is still `machine.revision`. */
  replace(machine: Machine): Promise<boolean>;
  /**
   * Only if the stored revision is still `machine.revision`. That it departed at `at` stays on record, so that a call that
   * comes late creates it no second time.
   */
  remove(machine: Machine, at: UnixSeconds): Promise<boolean>;
  /** That it departed; a machine that is there stays. */
  forget(instanceId: string): Promise<void>;
}

export interface JobRecords {
  /** Writes all of it, a lower rank too: GitLab itself said so. Only if the stored revision is still `job.revision`. */
  replaceJob(job: Job): Promise<boolean>;
  /** Of these jobs, those that are on record as ended. */
  endedJobs(ids: readonly number[]): Promise<readonly EndedJob[]>;
  /**
   * Puts the end on record, for some days after endedAt. Of one that is there, what is not said again stays. One that
   * names no machine leaves one that does as it is: that is answered with false.
   */
  recordEnd(ended: EndedJob): Promise<boolean>;
  /** Takes the job out of the active range. Only if the stored revision is still `job.revision`. */
  removeJob(job: Job): Promise<boolean>;
}

/**
 * The launches: all of them are one record, of which `State.launching` is the revision that was read. So a reconcile
 * opens one only if it has seen every other that there was before, with its machines.
 */
export interface LaunchRecords {
  /**
   * All of them or none: only if no launch was opened, changed or closed since the state was read, and none of their
   * runners has one whose outcome is not known: each takes the place of one that EC2 refused, and has the revision that it
   * is given. To open none is a change too: nobody who has read before opens any.
   */
  openLaunches(launches: readonly Launch[], read: Pick<State, 'launching'>): Promise<boolean>;
  /** Only if the runner's is still that launch, and its revision `launch.revision`. It then has the next. */
  replaceLaunch(launch: Launch): Promise<boolean>;
  /** Puts the runner's next launch in its place. Only if that is still the launch, and its revision the same. */
  succeedLaunch(launch: Launch, next: Launch): Promise<boolean>;
  /** Only if the runner's is still that launch. */
  closeLaunch(launch: Launch): Promise<boolean>;
}

/** What machines reported, for some days, by instance id. */
export interface MachineReports {
  /** A second report of one instance takes the place of the first. */
  recordReport(report: MachineReport): Promise<void>;
  /** Those of `since` or later. */
  recentReports(since: UnixSeconds): Promise<readonly MachineReport[]>;
}

/** What machines' time cost, for some 30 days; no reconcile reads them. */
export interface ChargeRecords {
  /** A second time, the same charge changes nothing. */
  recordCharge(charge: Charge): Promise<void>;
  /** Of the days from that of `since` to that of `until`, those between the two. */
  chargesBetween(since: UnixSeconds, until: UnixSeconds): Promise<readonly Charge[]>;
}

/** Of each runner at most one. None of these writes wakes the reconciler, which alone makes them. */
export interface SetbackRecords {
  /** Creates the record where its revision is 0, else only if the stored revision is still that. It then has the next. */
  recordSetback(setback: Setback): Promise<boolean>;
  /** Only if the stored revision is still `setback.revision`. */
  endSetback(setback: Setback): Promise<boolean>;
}

export interface SurplusRecords {
  /**
   * Creates the record where its revision is 0, else only if the stored revision is still that. It then has the next. Wakes
   * nobody.
   */
  recordSurpluses(surpluses: Surpluses): Promise<boolean>;
}

/** How far audits have come, by a name of what they look through. Writes are unconditional, and wake nobody. */
export interface AuditRecords {
  /** Undefined before the first. */
  rotation(of: string): Promise<Rotation | undefined>;
  recordRotation(of: string, rotation: Rotation): Promise<void>;
}

/** What was learned, and how often it was written: `revision` is 0 of what is not on record yet. */
export type Learned<T> = T & { readonly revision: number };

/**
 * What was learned of jobs and machines that are no more. The reconciler alone writes it, and what it reads may be as old as
 * what this process has read or written itself. Two of its processes may be at work: a write is refused (false) where
 * another has written meanwhile, and what is read next is what that wrote. No write wakes anybody.
 */
export interface ExperienceRecords {
  /** Of names that were seen lately, in no order. */
  habitsOf(names: readonly JobName[]): Promise<readonly Learned<Habit>[]>;
  /**
   * Creates the record where its revision is 0, else only if the stored revision is still that. It then has the next. Kept
   * for some weeks after `at`.
   */
  recordHabit(habit: Learned<Habit>): Promise<boolean>;
  /** In no order; of some there may be none. */
  historiesOf(runners: readonly string[]): Promise<readonly Learned<RunnerHistory>[]>;
  /** As a habit is recorded. */
  recordHistory(history: Learned<RunnerHistory>): Promise<boolean>;
}

/** Everything on record. */
export interface Store
  extends JobInbox,
    TickInbox,
    DrainSwitch,
    JobRecords,
    LaunchRecords,
    MachineReports,
    ChargeRecords,
    SetbackRecords,
    SurplusRecords,
    ExperienceRecords,
    AuditRecords {
  readonly machines: MachineRecords;
  /** The active state, strongly consistent, in no order. A record that cannot be read is set aside, and holds up no other. */
  readActive(): Promise<State>;
  /** Jobs that ended at `since` or later, for people to see. */
  recentlyEnded(since: UnixSeconds): Promise<readonly EndedJob[]>;
}
