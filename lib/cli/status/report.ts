import type { Cost } from '../../scaler/charges/costs.ts';
import type { Held } from '../../scaler/plan/launches/launches.ts';
import type { FirstWait } from '../../scaler/state/machines/first-wait.ts';
import type { MachineState } from '../../scaler/state/machines/machine.ts';
import type { Unreadable } from '../../scaler/state/state.ts';
import type { Decision } from './decisions.ts';
import type { JobStatus } from './jobs.ts';
import type { LookaheadStatus } from './lookahead.ts';

/** What `status` shows, and with --json prints. Times are ISO 8601. */
export interface StatusReport {
  readonly at: string;
  readonly drain: { readonly since: string; readonly reason: string } | null;
  readonly runners: readonly RunnerStatus[];
  readonly machines: readonly MachineStatus[];
  /** Of jobs that machines were launched for lately: what their waits were made of. */
  readonly firstWaits: readonly FirstWaitStatus[];
  /** Those that wait or run, the oldest first. */
  readonly jobs: readonly JobStatus[];
  /** Machines that are wanted and not asked for; empty without a config.toml. */
  readonly held: readonly Pick<Held, 'runner' | 'count' | 'reason' | 'barrier'>[];
  readonly lookahead: LookaheadStatus;
  /** Records of the table that cannot be read, and are left as they are. */
  readonly unreadable: readonly Unreadable[];
  /** Launches that are under way or that EC2 has refused. */
  readonly launches: readonly LaunchStatus[];
  /** Runners whose last machines left before they had run a job. */
  readonly setbacks: readonly SetbackStatus[];
  /** Machines that reported why they gave up, the last first. */
  readonly gaveUp: readonly GivenUp[];
  /** What machines cost within a day, the dearest first. */
  readonly costs: {
    readonly projects: readonly Cost[];
    readonly runners: readonly Cost[];
  };
  /** Why machines are as they are, the last first. */
  readonly decisions: readonly Decision[];
}

export interface RunnerStatus extends Readonly<Record<Lowercase<MachineState>, number>> {
  readonly name: string;
  /** 0 is no limit; null where there is no such runner in config.toml. */
  readonly limit: number | null;
}

export interface MachineStatus {
  readonly name: string;
  readonly runner: string;
  readonly state: MachineState;
  readonly since: string;
  readonly builds: number;
  /** The last that was given to it, of those that it runs. */
  readonly job: number | null;
  readonly jobs: readonly number[];
  /** How many jobs it can run at once. */
  readonly places: number;
  readonly instanceId: string;
  /** An operator keeps it until then; null if none does. */
  readonly keptUntil: string | null;
  readonly reason: string;
}

/** Seconds, the middle of all. */
export interface FirstWaitStatus extends FirstWait {
  readonly runner: string;
  readonly jobs: number;
}

interface GivenUp {
  readonly at: string;
  readonly machine: string;
  readonly runner: string;
  readonly reason: string;
  /** What it said last. */
  readonly lines: readonly string[];
}

interface LaunchStatus {
  readonly runner: string;
  readonly count: number;
  readonly market: string;
  readonly at: string;
  readonly outcome: string;
}

interface SetbackStatus {
  readonly runner: string;
  /** Machines, one after the other. */
  readonly failed: number;
  /** What EC2 or the last machine said. */
  readonly reason: string;
  /** When the next may be launched. */
  readonly againAt: string;
}
