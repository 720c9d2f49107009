import { sumOf } from '../sum.ts';
import type { UnixSeconds } from '../time.ts';
import { type AheadCounts, added, NONE_AHEAD } from './ahead.ts';
import { type FirstWait, ofEach } from './first-wait.ts';

/** What the machines of one runner did lately: how long they booted, and how much of their time was for nothing. */
export interface RunnerHistory {
  readonly runner: string;
  /** Seconds from the request until it was ready, of the last machines that left; the last first. */
  readonly boots: readonly number[];
  /** The waits of their first jobs, where machines were launched for these; the last first. None before the first machine has left. */
  readonly firstWaits?: readonly FirstWait[];
  /** By the period in which machines left, the last first. */
  readonly periods: readonly MachineTime[];
}

interface MachineTime {
  readonly from: UnixSeconds;
  /** Seconds that the machines which left in it existed. */
  readonly all: number;
  /** Seconds of those that were launched ahead and stood without a job until their first, or to their end. */
  readonly inVain: number;
  /** Of those that were launched ahead; none if there were none. */
  readonly ahead?: AheadCounts;
}

const BOOTS = 16;
const PERIOD = 3 * 3600;
const DAY = 24 * 3600;

export interface Departure {
  readonly at: UnixSeconds;
  readonly seconds: number;
  readonly inVain: number;
  /** Of one that was launched ahead. */
  readonly ahead?: AheadCounts | undefined;
  /** None if it never was ready. */
  readonly boot?: number;
  readonly firstWait?: FirstWait | undefined;
}

/** The history with one more machine that has left. */
export function departing(
  runner: string,
  before: RunnerHistory | undefined,
  { at, seconds, inVain, ahead, boot, firstWait }: Departure,
): RunnerHistory {
  const { boots = [], firstWaits = [], periods = [] } = before ?? {};
  const from = Math.floor(at / PERIOD) * PERIOD;
  const now: MachineTime = periods.find((period) => period.from === from) ?? { from, all: 0, inVain: 0 };
  const counts = ahead === undefined ? now.ahead : added(now.ahead ?? NONE_AHEAD, ahead);
  const others = periods.filter((period) => period.from !== from && period.from > at - DAY);
  return {
    runner,
    boots: boot === undefined ? boots : [Math.round(boot), ...boots].slice(0, BOOTS),
    firstWaits: firstWait === undefined ? firstWaits : [inTenths(firstWait), ...firstWaits].slice(0, BOOTS),
    periods: [
      {
        ...{ from, all: Math.round(now.all + seconds), inVain: Math.round(now.inVain + inVain) },
        ...(counts !== undefined && { ahead: { ...counts, saved: Math.round(counts.saved) } }),
      },
      ...others,
    ],
  };
}

/** As records keep seconds. */
const tenth = (seconds: number): number => Math.round(10 * seconds) / 10;
const inTenths = (wait: FirstWait): FirstWait => ofEach((part) => tenth(wait[part]));

/** Of the last day. */
export function timeOf(
  { periods }: Pick<RunnerHistory, 'periods'>,
  now: UnixSeconds,
): Required<Omit<MachineTime, 'from'>> {
  const recent = periods.filter(({ from }) => from > now - DAY);
  return {
    all: sumOf(recent, ({ all }) => all),
    inVain: sumOf(recent, ({ inVain }) => inVain),
    ahead: recent.map(({ ahead = NONE_AHEAD }) => ahead).reduce(added, NONE_AHEAD),
  };
}
