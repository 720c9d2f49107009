import type { Settings } from '../../config/settings.ts';
import type { Scheduler } from '../../simulation/clock/scheduler.ts';
import type { Boots } from '../../simulation/ec2/boots.ts';
import type { SpotLifetime } from '../../simulation/ec2/interruptions.ts';
import type { SeededRandom } from '../../simulation/seeded-random.ts';
import type { Ledger } from '../report/ledger.ts';
import type { MachineKind } from '../report/machine-kind.ts';
import type { JobQueue } from './job-queue.ts';
import type { Pipelines } from './pipelines.ts';

/** The world of a peer: the same jobs, machines and time as ours. */
export interface PeerWorld {
  readonly settings: Settings;
  readonly clock: Scheduler;
  readonly random: SeededRandom;
  readonly ledger: Ledger;
  /** Jobs that wait in GitLab. */
  readonly queue: JobQueue;
  /** Hears how jobs end, and begins what comes after them. */
  readonly pipelines: Pipelines;
  readonly timing: Timing;
  readonly boots: Boots;
  readonly lifetime: SpotLifetime;
}

export interface Timing {
  /** Seconds that an instance takes from its request until it is ready for a job, at least and at most. */
  readonly boot: readonly [least: number, most: number];
  /** Seconds from one request for a job to the next: GitLab Runner's check_interval. */
  readonly checkInterval: number;
}

/** Another way to run the same jobs. */
export interface Peer {
  /** The machine of GitLab Runner itself, if it has its own: it is paid all the time. */
  readonly bastion?: MachineKind;
  start(): void;
  /** A job was added to the queue. */
  jobQueued(): void;
}
