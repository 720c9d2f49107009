/** What the page receives. Times are seconds since 1970; texts are for people. Nothing here is secret. */
import type { BarrierName } from '../../scaler/plan/launches/barriers.ts';
import type { Purpose } from '../../scaler/plan/launches/launches.ts';
import type { AheadCounts } from '../../scaler/state/machines/ahead.ts';
import type { MachineState } from '../../scaler/state/machines/machine.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { InPlace } from './history/in-places.ts';
import type { RunnerWeek } from './week.ts';

/** A machine's time in one state. */
export interface Stay {
  /** Counts up within a lane: a later event with the same number replaces the stay. */
  readonly n: number;
  readonly state: MachineState;
  readonly from: UnixSeconds;
  /** Null while it lasts. */
  readonly to: UnixSeconds | null;
  readonly reason: string;
  /** The jobs that it runs; none unless it is Used. */
  readonly jobs: readonly JobThere[];
}

export interface JobThere extends InPlace {
  readonly name: string;
}

/** The end of a machine that we did not ask for. */
export interface FateView {
  /** When it was first known: for an interruption, when EC2 warned. */
  readonly at: UnixSeconds;
  readonly reason: string;
  /** Who caused it; null if that is not known. */
  readonly cause: 'EC2' | 'Itself' | 'People' | null;
}

/** Dollars for an hour of a machine. */
export interface Hourly {
  readonly dollars: number;
  /** It is config.toml's bound: the price of EC2 is not known. */
  readonly isMost: boolean;
}

/** The life of one machine. */
export interface Lane {
  readonly instanceId: string;
  readonly name: string;
  readonly runner: string;
  /** "t3.medium in eu-west-1a"; null if EC2 has not said it. */
  readonly bought: string | null;
  /** Null if it is not known. */
  readonly hourly: Hourly | null;
  /** The most jobs that it runs at once. */
  readonly places: number;
  /** When it was asked for. */
  readonly begun: UnixSeconds;
  /** When its kernel started; null if that is not known. */
  readonly kernelAt: UnixSeconds | null;
  readonly builds: number;
  /** Was it launched for coming jobs? */
  readonly isAhead: boolean;
  /** An operator keeps it until then: it takes no job and does not leave; null if nobody does. */
  readonly keptUntil: UnixSeconds | null;
  /** What is known about its end; null if nothing is. */
  readonly fate: FateView | null;
  /** What it reported before it powered itself off because something was wrong; null if it reported nothing. */
  readonly report: { readonly reason: string; readonly lines: readonly string[] } | null;
  readonly stays: readonly Stay[];
}

export interface JobLine {
  readonly id: number;
  readonly name: string;
  /** Its page in GitLab; null if that is not known. */
  readonly url: string | null;
  /** GitLab's word: pending, running, success, … */
  readonly status: string;
  readonly phase: 'created' | 'waiting' | 'running' | 'ended';
  readonly waitsSince: UnixSeconds | null;
  readonly runsSince: UnixSeconds | null;
  readonly endedAt: UnixSeconds | null;
  readonly machine: string | null;
  /** It was lost with its machine. */
  readonly isLost: boolean;
  /** The job that replaces the lost one; null if there is none. */
  readonly retriedAs: number | null;
  /** Its cost with the boot or idle time of its machine before it; null if it has not ended or that is not known. */
  readonly dollars: number | null;
  /** Why it will never get a machine; null if it may. */
  readonly obstacle: string | null;
}

/** What the reconciler did or did not do, and why. `Ended`: a machine ended by itself or by others. */
export interface Decision {
  readonly n: number;
  readonly at: UnixSeconds;
  readonly kind: 'Launch' | 'Remove' | 'Ended' | 'Hold' | 'Refused';
  readonly runner: string;
  readonly count: number;
  /** The machine that it is about; null if it is not about one machine. */
  readonly machine: string | null;
  readonly reason: string;
}

/** Machines that are wanted but not launched. */
export interface HeldBack {
  readonly runner: string;
  readonly count: number;
  readonly purpose: Purpose;
  readonly barrier: BarrierName;
  readonly reason: string;
}

/** When a coming job will wait, known from earlier jobs of its name. */
export interface Expected {
  readonly id: number;
  readonly at: UnixSeconds;
}

/** The outcome of launching ahead within a day, for machines that have left. */
export interface LookaheadDay extends AheadCounts {
  /** Machine-hours for jobs that did not come, or came late. */
  readonly inVain: number;
}

export interface RunnerView {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  /** Dollars an hour: the most that is paid by config.toml, its spot-price and unlimited credits; null if it has none. */
  readonly price: number | null;
  readonly limit: number;
  /** The tags of jobs that it may run. */
  readonly tags: readonly string[];
  readonly region: string;
}

/** Counts since the history began. */
export interface Totals {
  readonly since: UnixSeconds;
  readonly jobs: number;
  readonly spent: Spent;
}

/** What machines cost until `at`. */
export interface Spent {
  readonly at: UnixSeconds;
  /** How many there were, ended ones included. */
  readonly machines: number;
  /** Hours of machines. */
  readonly hours: Growing;
  readonly dollars: Growing;
  /** Of some machines only config.toml's bound is known. */
  readonly isMost: boolean;
  /** Some have no known price: their dollars are left out. */
  readonly isPart: boolean;
}

/** A sum until `at`, and a rate from then on. */
interface Growing {
  readonly sum: number;
  readonly perHour: number;
}

/** How time passes in the world shown. */
export interface Pace {
  /** Seconds of the world in one real second. */
  readonly speed: number;
  readonly isJumping: boolean;
  /** Webhooks of GitLab that will be lost. */
  readonly webhooksToLose: number;
}

export interface Snapshot {
  readonly title: string;
  /** Is the world simulated? Then the page can change it. */
  readonly hasControls: boolean;
  /** The commands that serve this page and that find out what is wrong; null if there is none. */
  readonly commands: { readonly serve: string; readonly doctor: string | null };
  /** The time zone of the page: that of the first period; null for the reader's own. */
  readonly timezone: string | null;
  readonly concurrent: number;
  readonly runners: readonly RunnerView[];
  readonly weeks: readonly RunnerWeek[];
  readonly pace: Pace;
  readonly lanes: readonly Lane[];
  readonly jobs: readonly JobLine[];
  readonly decisions: readonly Decision[];
  readonly held: readonly HeldBack[];
  /** The soonest first. */
  readonly expected: readonly Expected[];
  /** Null if no runner looks ahead. */
  readonly lookahead: LookaheadDay | null;
  readonly totals: Totals;
  /** Why what is shown may be old; null if it is not. */
  readonly trouble: string | null;
}

/** What is new. A lane has only the stays that changed. */
export type News =
  | { readonly type: 'lane'; readonly data: Lane }
  | { readonly type: 'job'; readonly data: JobLine }
  | { readonly type: 'decision'; readonly data: Decision }
  | { readonly type: 'held'; readonly data: readonly HeldBack[] }
  | { readonly type: 'expected'; readonly data: readonly Expected[] }
  | { readonly type: 'lookahead'; readonly data: LookaheadDay | null }
  | { readonly type: 'totals'; readonly data: Totals }
  | { readonly type: 'pace'; readonly data: Pace }
  | { readonly type: 'weeks'; readonly data: readonly RunnerWeek[] }
  | { readonly type: 'trouble'; readonly data: string | null };
