import type { Settings } from '../../../config/settings.ts';
import { plan } from '../../../scaler/plan/plan.ts';
import type { State } from '../../../scaler/state/state.ts';
import type { UnixSeconds } from '../../../scaler/state/time.ts';
import type { HeldBack } from '../view.ts';

/** Machines that are wanted but not launched, as the reconciler itself would decide. */
export function heldBack(state: State, settings: Settings, now: UnixSeconds): HeldBack[] {
  return plan(state, settings, now).held.map(({ runner, count, purpose, barrier, reason }) => ({
    ...{ runner, count, purpose, barrier, reason },
  }));
}
