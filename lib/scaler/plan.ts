import type { Settings } from '../config/settings.ts';
import { outlooks } from './outlook.ts';
import { type Launches, planLaunches } from './plan-launches.ts';
import { type PlannedRemoval, planDepartures, planIdleRemovals, planLeftovers } from './plan-removals.ts';
import { planRoom } from './plan-room.ts';
import type { State } from './state.ts';
import type { UnixSeconds } from './time.ts';
import { removing } from './transitions.ts';

/** What to do now, and why. Planning again on what was planned plans nothing. */
export interface Plan extends Launches {
  readonly removals: readonly PlannedRemoval[];
}

/**
 * Decides how many machines there are, in three steps, each on what the one before leaves: machines that must
 * leave; machines that have nothing to do; machines that are wanted, where jobs that wait come first, each
 * within limit, MaxGrowthRate and concurrent, and the idle rules hold for what is left available. Where jobs
 * wait for nothing but `concurrent`, idle machines of other runners make room for them.
 * Pure: the state is what the records say after `settle`.
 */
export function plan(state: State, settings: Settings, now: UnixSeconds): Plan {
  const departures = [
    ...settings.runners.flatMap((runner) => planDepartures(runner, state, now)),
    ...planLeftovers(settings.runners, state),
  ];
  const staying = without(state, departures, now);
  const idlers = outlooks(staying, settings, now).flatMap((outlook) =>
    planIdleRemovals(outlook, staying, now),
  );
  const needed = without(staying, idlers, now);
  const outlook = outlooks(needed, settings, now);
  const launches = planLaunches(outlook, needed, settings.concurrent, now);
  const room = planRoom(outlook, needed, launches.held, settings.concurrent);
  return { removals: [...departures, ...idlers, ...room], ...launches };
}

/** The state with the removals begun: the machines still count for the limits, and serve no job. */
function without(state: State, removals: readonly PlannedRemoval[], now: UnixSeconds): State {
  const reasons = new Map(removals.map(({ machine, reason }) => [machine.instanceId, reason]));
  const machines = state.machines.map((machine) => {
    const reason = reasons.get(machine.instanceId);
    return reason === undefined ? machine : removing(machine, reason, now);
  });
  return { ...state, machines };
}
