import type { Settings } from '../../../config/settings.ts';
import { spendingOf } from '../../../scaler/plan/foresight/thrift.ts';
import { added, NONE_AHEAD } from '../../../scaler/state/machines/ahead.ts';
import type { State } from '../../../scaler/state/state.ts';
import { sumOf } from '../../../scaler/state/sum.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { LookaheadDay } from '../view.ts';

/** The outcome of launching ahead within a day, over all runners that do; null if none does. */
export function lookaheadDay(
  state: Pick<State, 'histories'>,
  { runners }: Pick<Settings, 'runners'>,
  now: UnixSeconds,
): LookaheadDay | null {
  const spent = runners
    .filter(({ lookahead }) => lookahead.isOn)
    .map((runner) => spendingOf(runner, state, now));
  if (spent.length === 0) return null;
  return {
    ...spent.map(({ ahead }) => ahead).reduce(added, NONE_AHEAD),
    inVain: sumOf(spent, ({ inVain }) => inVain),
  };
}
