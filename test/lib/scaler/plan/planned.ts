import { plan } from '../../../../lib/scaler/plan/plan.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { someSettings } from '../../../builders/settings.ts';
import { NOW } from '../../../builders/state.ts';

/** What was planned, in short: machines by runner, removals by name, what is held back by runner. */
export function planned(state: State, settings = someSettings()) {
  const { launches, removals, held } = plan(state, settings, NOW);
  return {
    launch: Object.fromEntries(launches.map(({ runner, count }) => [runner.name, count])),
    remove: removals.map(({ machine }) => machine.name),
    held: held.map(({ count, reason }) => `${count}: ${reason}`),
  };
}

export const nothing = { launch: {}, remove: [], held: [] };
