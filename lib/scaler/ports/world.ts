/**
 * What the scaler needs of the world. Every call may be repeated, and may fail after it took effect:
 * callers rely on no more than what is said here, and every implementation passes the same contract tests.
 */
import type { RunnerScope, RunnerSettings } from '../../config/settings.ts';
import type { Gauges } from '../plan/gauges.ts';
import type { Drain } from '../state/drain.ts';
import type { EndedJob, Job, JobEvent } from '../state/job.ts';
import type { Launch } from '../state/launch.ts';
import type { Machine } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';

export interface Clock {
  now(): UnixSeconds;
}

export interface Random {
  /** As many lower-case hex digits, from a cryptographic source where names must not be guessed. */
  hex(digits: number): string;
}

/** A structured log: never given a secret. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
export type LogFields = Readonly<Record<string, unknown>>;

/** What is counted for alarms and graphs. */
export type MetricName =
  | 'MachinesLaunched'
  | 'LaunchesRefused'
  /** They did not register within boot_timeout. */
  | 'MachinesStuck'
  /** EC2 took them, or will. */
  | 'MachinesInterrupted'
  | 'MachinesRemoved'
  | 'JobsRetried'
  /** Lost with their machine, and not to be retried. */
  | 'JobsNotRetried'
  /** Found by the audit, and mended. */
  | 'MachinesVanished'
  | 'StraysTerminated'
  | 'RunnersDeleted'
  | 'SpotRequestsCancelled'
  | 'JobsFound'
  /** Calls of GitLab's API. */
  | 'GitLabFailures'
  | 'ReconcilesFailed';

/** Counts and measures what happens. Never throws: what it counts has been done already. */
export interface Metrics {
  count(metric: MetricName, of?: CountedOf, value?: number): void;
  /** How things are now. */
  gauge(values: Gauges): void;
  /** How long a job waited for a machine of ours: each is one of a distribution. */
  jobStarted(waitedSeconds: number): void;
}
export interface CountedOf {
  /** The `[[runners]]` entry: counts are kept by it, and over all. */
  readonly runner?: string;
  /** For people who look at one count: no counts are kept by it. */
  readonly reason?: string;
}

/**
 * Where job webhooks land. `record` is one conditional write: it creates the active record, or moves it to a
 * higher rank (keeping a runner already named if the event names none, and what GitLab's API said of it); it
 * never moves it back, nor writes the same status twice.
 */
export interface JobInbox {
  record(event: JobEvent): Promise<'Recorded' | 'Stale'>;
}

/**
 * Who wrote an active record last. The stream wakes the reconciler with what others wrote: what it wrote itself
 * is no news to it. Of a job event it is always `webhook`, of a tick always `schedule`, of a drain always `operator`.
 */
export type Writer = 'webhook' | 'register' | 'ec2-events' | 'schedule' | 'operator' | 'audit' | 'reconcile';

/** Where the schedule says that time has passed: a write that the reconciler is woken by. */
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
 * The active machines, by instance id. Writes are conditional: false means that the record is not (any
 * longer) what the caller had read, and nothing was written; or, rarely, that it was written by a call whose
 * answer was lost and that was then repeated: the record tells. A created record has the revision that it is
 * given, a replaced one the next.
 */
export interface MachineRecords {
  find(instanceId: string): Promise<Machine | undefined>;
  /** Only if there is no record of that instance. */
  create(machine: Machine): Promise<boolean>;
  /** Only if the stored revision is still `machine.revision`. */
  replace(machine: Machine): Promise<boolean>;
  /** Only if the stored revision is still `machine.revision`. */
  remove(machine: Machine): Promise<boolean>;
}

export interface JobRecords {
  /** Writes all of it, a lower rank too: GitLab itself said so. Only if the stored revision is still `job.revision`. */
  replaceJob(job: Job): Promise<boolean>;
  /** Of these jobs, those that are on record as ended. */
  endedJobs(ids: readonly number[]): Promise<readonly EndedJob[]>;
  /**
   * Puts the end on record, for some days after endedAt; a second time changes nothing that matters. One that names
   * no machine leaves one that does as it is: that is answered with false.
   */
  recordEnd(ended: EndedJob): Promise<boolean>;
  /** Takes the job out of the active range. Only if the stored revision is still `job.revision`. */
  removeJob(job: Job): Promise<boolean>;
}

export interface LaunchRecords {
  /** Only if the runner has no launch on record. The record has the revision that it is given. */
  openLaunch(launch: Launch): Promise<boolean>;
  /** Only if the record is still that launch, and its revision `launch.revision`. It then has the next. */
  replaceLaunch(launch: Launch): Promise<boolean>;
  /** Puts the runner's next launch in its place. Only if the record is still that launch, and its revision the same. */
  succeedLaunch(launch: Launch, next: Launch): Promise<boolean>;
  /** Only if the record is still that launch. */
  closeLaunch(launch: Launch): Promise<boolean>;
}

/** Everything on record. */
export interface Store extends JobInbox, TickInbox, DrainSwitch, JobRecords, LaunchRecords {
  readonly machines: MachineRecords;
  /** The active state, strongly consistent, in no order. Throws if a record cannot be read, and names it. */
  readActive(): Promise<State>;
  /** Jobs that ended at `since` or later, for people to see. */
  recentlyEnded(since: UnixSeconds): Promise<readonly EndedJob[]>;
}

export interface Instance {
  readonly instanceId: string;
  readonly spotRequestId?: string;
  readonly launchId: string;
  readonly runner: string;
  /** EC2's word: pending, running, shutting-down, terminated, stopping or stopped. */
  readonly state: string;
}

/** One of the deployment's instances, as an audit finds it, whether it is on record or not. */
export interface OwnInstance extends Instance {
  readonly launchedAt: UnixSeconds;
}

/** What came of a launch. `errors` say why there are fewer instances than asked for. */
export interface Launched {
  readonly instances: readonly Instance[];
  readonly errors: readonly LaunchError[];
}
export interface LaunchError {
  /** EC2's code, e.g. InsufficientInstanceCapacity. */
  readonly code: string;
  readonly message: string;
}

/** EC2. Methods reject with an Error if the answer is not known (network, throttling). */
export interface Ec2 {
  /**
   * One call for `launch.count` machines, bought at `launch.market`. Idempotent by `launch.id`: repeated, it answers
   * with the same instances. There may be fewer than asked for. Errors by which EC2 refuses the whole call are
   * answered as `errors`, not thrown.
   */
  launch(launch: Launch, runner: RunnerSettings): Promise<Launched>;
  /** The instances of a launch that are not terminated; eventually consistent. */
  instancesOf(launchId: string): Promise<readonly Instance[]>;
  /** All instances of this deployment that are not terminated; eventually consistent. */
  ownInstances(): Promise<readonly OwnInstance[]>;
  /** This deployment's spot requests that are not fulfilled; eventually consistent. */
  openSpotRequests(): Promise<readonly string[]>;
  /** Instances that are already gone are no error. */
  terminate(instanceIds: readonly string[]): Promise<void>;
  /** Requests that are already closed are no error. */
  cancelSpotRequests(spotRequestIds: readonly string[]): Promise<void>;
}

/** Which job: GitLab finds one only with its project. */
export type JobRef = Pick<JobEvent, 'id' | 'projectId'>;

/** What GitLab itself says of a job. */
export interface GitLabJob extends JobEvent {
  readonly tags: readonly string[];
}

export interface CreatedRunner {
  readonly id: number;
  /** The runner's authentication token: handed to the machine, kept nowhere. */
  readonly token: string;
}

/** A runner in GitLab. */
export interface FoundRunner {
  readonly id: number;
  readonly description: string;
}

/** `Refused`: asking again does not help. The reason is GitLab's. */
export interface Refused {
  readonly kind: 'Refused';
  readonly reason: string;
}
export type Cancellation = { readonly kind: 'Canceled' } | Refused;
/** `job` is the new one, in the place of the one that was retried. */
export type Retrial = { readonly kind: 'Retried'; readonly job: GitLabJob } | Refused;

/** GitLab's API. Methods reject with an Error that says what GitLab answered, or that it did not. */
export interface GitLab {
  /**
   * Asks for each job; those that GitLab does not know (or does not show us) are missing from the answer.
   * Asks in batches and few at once.
   */
  findJobs(jobs: readonly JobRef[]): Promise<readonly GitLabJob[]>;
  /**
   * The jobs that wait in a project, or in those of a group or of all of GitLab: of these, in the few that something
   * happened in last; and in the others that are named.
   */
  pendingJobs(scope: RunnerScope, others: readonly number[]): Promise<readonly GitLabJob[]>;
  createRunner(runner: RunnerSettings, description: string): Promise<CreatedRunner>;
  /** The runners that belong to that place itself, whoever created them. */
  runnersOf(scope: RunnerScope): Promise<readonly FoundRunner[]>;
  /** Paused, a runner is given no new job. False if GitLab has no such runner. */
  pauseRunner(runnerId: number): Promise<boolean>;
  resumeRunner(runnerId: number): Promise<boolean>;
  /** The jobs that the runner runs now; none if GitLab has no such runner. */
  runningJobs(runnerId: number): Promise<readonly GitLabJob[]>;
  /** A runner that is already gone is no error. */
  deleteRunner(runnerId: number): Promise<void>;
  /** Ends a job whose runner is gone, at once. One that has ended already stays as it is, and is no error. */
  cancelJob(job: JobRef): Promise<Cancellation>;
  /** Puts a new job in the place of one that has ended. Refused if that has been done already. */
  retryJob(job: JobRef): Promise<Retrial>;
}

/** Kept in memory, and nowhere else. */
export interface Secrets {
  /** The webhook's secret: sent plain in X-Gitlab-Token, or a `whsec_…` key that signs. */
  webhookSecret(): Promise<string>;
}

/** All that a reconcile works with. */
export interface World {
  readonly store: Store;
  readonly ec2: Ec2;
  readonly gitlab: GitLab;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
}
