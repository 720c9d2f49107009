import type { RunnerSettings } from '../../../config/settings.ts';
import { timeOf } from '../../state/runner-history.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';

/** `Careful`: only what is needed in every future is launched for. `Stopped`: nothing. */
export type Thrift = 'Free' | 'Careful' | 'Stopped';

/** Seconds of machines that are taken for the least of a day: else the first one in vain would be too many. */
const LEAST_DAY = 4 * 3600;

/** What the runner may still spend on machines of which nobody knows that they will be used. */
export function thriftOf(
  { name, lookahead: { budget } }: RunnerSettings,
  { histories = [] }: Pick<State, 'histories'>,
  now: UnixSeconds,
): Thrift {
  const history = histories.find(({ runner }) => runner === name);
  const { all, inVain } = history === undefined ? { all: 0, inVain: 0 } : timeOf(history, now);
  const share = inVain / Math.max(all, LEAST_DAY);
  if (share < budget) return 'Free';
  return share < 2 * budget ? 'Careful' : 'Stopped';
}
