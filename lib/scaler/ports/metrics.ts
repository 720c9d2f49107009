import type { Gauges } from '../state/gauges.ts';
import type { FirstWait } from '../state/machines/first-wait.ts';

/** What is counted for alarms and graphs. */
export type MetricName =
  | 'MachinesLaunched'
  | 'LaunchesRefused'
  /** They left before they had run a job, by their own fault. */
  | 'MachinesFailed'
  /** EC2 took them, or will. */
  | 'MachinesInterrupted'
  | 'MachinesRemoved'
  /** US dollars for machines: each part of their time once, when its job has ended or the machine has gone. */
  | 'MachineDollars'
  /** Launched for jobs that were expected. */
  | 'MachinesAhead'
  /** Of those, how many ran no job. */
  | 'MachinesInVain'
  /** Jobs that were the first on such a machine, and found it ready; or that had to wait for it. */
  | 'JobsInTime'
  | 'JobsLate'
  /** Seconds that these jobs waited less than for a machine that is launched when they wait. */
  | 'SecondsSaved'
  /** Seconds that such machines existed for nothing. */
  | 'SecondsInVain'
  | 'JobsRetried'
  /** Lost with their machine, and not to be retried. */
  | 'JobsNotRetried'
  /** Found by the audit, and mended. */
  | 'MachinesVanished'
  | 'StraysTerminated'
  | 'RunnersDeleted'
  /** Of machines, deleted by people. */
  | 'RunnersMissing'
  | 'SpotRequestsCancelled'
  | 'JobsFound'
  /** Calls of GitLab's API; and audits that found jobs of which no webhook had told. */
  | 'GitLabFailures'
  | 'ReconcilesFailed';

/** Counts and measures what happens. Never throws: what it counts has been done already. */
export interface Metrics {
  count(metric: MetricName, of?: CountedOf, value?: number): void;
  /** How things are now. */
  gauge(values: Gauges): void;
  /** How long a job waited for a machine of ours: each is one of a distribution. */
  jobStarted(waitedSeconds: number): void;
  /** And of one that a machine was launched for, the parts of that. */
  firstJobStarted(wait: FirstWait): void;
}

export interface CountedOf {
  /** The `[[runners]]` entry: counts are kept by it, and over all. */
  readonly runner?: string;
  /** For people who look at one count: no counts are kept by it. */
  readonly reason?: string;
}
