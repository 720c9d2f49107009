import type { RunnerSettings } from '../../../config/settings.ts';
import type { AheadCounts } from '../../state/machines/ahead.ts';
import { timeOf } from '../../state/machines/runner-history.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';

/** `Careful`: only what is needed in every future is launched for. `Stopped`: nothing. */
export type Thrift = 'Free' | 'Careful' | 'Stopped';

/** What a runner's machines did in the last day, as far as they have left. */
export interface Spending {
  /** Machine-hours. */
  readonly hours: number;
  /** Of those, how many were for jobs that did not come, or came late. */
  readonly inVain: number;
  /** What part that is of its machine-hours, or of those that are taken for the least of a day. */
  readonly share: number;
  /** Of those that were launched ahead, what came of it. */
  readonly ahead: AheadCounts;
  /** What it may still spend on machines of which nobody knows that they will be used. */
  readonly thrift: Thrift;
}

const HOUR = 3600;
/** Machine-hours that are taken for the least of a day: else the first one in vain would be too many. */
const LEAST_DAY = 4;

export function spendingOf(
  { name, lookahead: { budget } }: RunnerSettings,
  { histories = [] }: Pick<State, 'histories'>,
  now: UnixSeconds,
): Spending {
  const history = histories.find(({ runner }) => runner === name);
  const seconds = timeOf(history ?? { periods: [] }, now);
  const [hours, inVain] = [seconds.all / HOUR, seconds.inVain / HOUR];
  const share = inVain / Math.max(hours, LEAST_DAY);
  return { hours, inVain, share, ahead: seconds.ahead, thrift: thriftAt(share, budget) };
}

function thriftAt(share: number, budget: number): Thrift {
  if (share < budget) return 'Free';
  return share < 2 * budget ? 'Careful' : 'Stopped';
}
