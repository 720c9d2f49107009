/** What the page is told. Times are seconds since 1970; texts are for people. Nothing here is a secret. */
import type { BarrierName } from '../../scaler/plan/launches/barriers.ts';
import type { Purpose } from '../../scaler/plan/launches/launches.ts';
import type { AheadCounts } from '../../scaler/state/machines/ahead.ts';
import type { MachineState } from '../../scaler/state/machines/machine.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { InPlace } from './history/in-places.ts';
import type { RunnerWeek } from './week.ts';

/** A machine's time in one state. */
export interface Stay {
  /** Counts up within a lane: what a later event says of the same stay replaces it. */
  readonly n: number;
  readonly state: MachineState;
  readonly from: UnixSeconds;
  /** Null as long as it lasts. */
  readonly to: UnixSeconds | null;
  readonly reason: string;
  /** The jobs that it runs; none unless it is Used. */
  readonly jobs: readonly JobThere[];
}

export interface JobThere extends InPlace {
  readonly name: string;
}

/** A machine ends, or has ended, without our asking. */
export interface FateView {
  /** When that was first told: of an interruption, when EC2 warned of it. */
  readonly at: UnixSeconds;
  readonly reason: string;
  /** Whose doing it is; null if that is not known. */
  readonly cause: 'EC2' | 'Itself' | 'People' | null;
}

/** Dollars for an hour of a machine. */
export interface Hourly {
  readonly dollars: number;
  /** It is config.toml's bound: what EC2 takes is not known. */
  readonly isMost: boolean;
}

/** The life of one machine. */
export interface Lane {
  readonly instanceId: string;
  readonly name: string;
  readonly runner: string;
  /** "t3.medium in eu-west-1a"; null if EC2 has not said what it is. */
  readonly bought: string | null;
  /** Null if nothing is known of it. */
  readonly hourly: Hourly | null;
  /** How many jobs it runs at once at most. */
  readonly places: number;
  /** When it was asked for. */
  readonly begun: UnixSeconds;
  /** When its kernel started; null if it has not said so. */
  readonly kernelAt: UnixSeconds | null;
  readonly builds: number;
  /** It was launched for jobs that were still to come. */
  readonly isAhead: boolean;
  /** An operator looks at it: until then it takes no job and does not leave; null if nobody does. */
  readonly keptUntil: UnixSeconds | null;
  /** What was told of its end; null if nothing was. */
  readonly fate: FateView | null;
  /** What it said when something was wrong with it, before it powered itself off; null if it said nothing. */
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
  /** Its machine's end took it. */
  readonly isLost: boolean;
  /** The job that is in the place of the lost one; null if none is. */
  readonly retriedAs: number | null;
  /** What it cost, with the boot or the wait of its machine before it; null if it has not ended or that is not known. */
  readonly dollars: number | null;
  /** What keeps it from a machine for good; null if nothing does. */
  readonly obstacle: string | null;
}

/** What the reconciler did, or did not, and why; `Ended`: a machine ended without its doing. */
export interface Decision {
  readonly n: number;
  readonly at: UnixSeconds;
  readonly kind: 'Launch' | 'Remove' | 'Ended' | 'Hold' | 'Refused';
  readonly runner: string;
  readonly count: number;
  /** The machine that it is about; null if it is about no one machine. */
  readonly machine: string | null;
  readonly reason: string;
}

/** Machines that are wanted and not asked for. */
export interface HeldBack {
  readonly runner: string;
  readonly count: number;
  readonly purpose: Purpose;
  readonly barrier: BarrierName;
  readonly reason: string;
}

/** A job to come of which it is known, by what jobs of its name did before, when it will wait. */
export interface Expected {
  readonly id: number;
  readonly at: UnixSeconds;
}

/** What came within a day of launching ahead, of machines that have left. */
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
  /** Of a job that it may run. */
  readonly tags: readonly string[];
  readonly region: string;
}

/** What is counted since the history began. */
export interface Totals {
  readonly since: UnixSeconds;
  readonly jobs: number;
  readonly spent: Spent;
}

/** What machines take, as it was at `at`. */
export interface Spent {
  readonly at: UnixSeconds;
  /** How many there were, those that are no more included. */
  readonly machines: number;
  /** Hours of machines. */
  readonly hours: Growing;
  readonly dollars: Growing;
  /** Of some machines, no more is known than the bound of config.toml. */
  readonly isMost: boolean;
  /** Of some, no price is known: their dollars are left out. */
  readonly isPart: boolean;
}

/** So much until `at`, and so much an hour from then on. */
interface Growing {
  readonly sum: number;
  readonly perHour: number;
}

/** How time passes in the world that is shown. */
export interface Pace {
  /** Seconds of the world in one of ours. */
  readonly speed: number;
  readonly isJumping: boolean;
  /** Webhooks of GitLab that will be lost. */
  readonly webhooksToLose: number;
}

export interface Snapshot {
  readonly title: string;
  /** The world is simulated, and may be changed from the page. */
  readonly hasControls: boolean;
  /** What people type to see this page, and to find out what is wrong; null where there is nothing to look at. */
  readonly commands: { readonly serve: string; readonly doctor: string | null };
  /** Of all times on the page: that of the first period; null if there is none, which means the reader's own. */
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
  /** Null where no runner looks ahead. */
  readonly lookahead: LookaheadDay | null;
  readonly totals: Totals;
  /** Why what is shown may be old; null if it is not. */
  readonly trouble: string | null;
}

/** What is new. Of a lane it has only the stays that changed. */
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
