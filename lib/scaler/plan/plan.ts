import type { Settings } from '../../config/settings.ts';
import type { Machine } from '../state/machines/machine.ts';
import type { Surplus } from '../state/machines/surplus.ts';
import { removing } from '../state/machines/transitions.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { type Foreseen, foresee } from './foresight/foresee.ts';
import { type Launches, planLaunches } from './launches/launches.ts';
import { type Outlook, outlooks } from './outlook.ts';
import {
  type PlannedRemoval,
  planDepartures,
  planLeftovers,
  planSpared,
  type Retirement,
} from './removals/removals.ts';
import { planRoom } from './removals/room.ts';
import { lastingSurplus, noteSurpluses } from './removals/surplus.ts';

/** What to do now, and why. Planning again on the result plans nothing. */
export interface Plan extends Launches {
  readonly removals: readonly PlannedRemoval[];
  readonly retirements: readonly Retirement[];
  /** What to note of places that nothing needs. */
  readonly surpluses: readonly Surplus[];
  /** Of jobs that come: what was decided from. */
  readonly foreseen: Foreseen;
  /** What the launches were decided from. */
  readonly outlook: readonly Outlook[];
}

/**
 * Decides how many machines there are, in three steps, each on what the last one leaves. First, machines that
 * must leave. Second, machines that have nothing to do, or little. Third, new machines: waiting jobs come first, within
 * limit, MaxGrowthRate and concurrent, then the idle rules for what is left available. Where only `concurrent`
 * keeps jobs waiting, machines of other runners that have places to spare make room. Pure: the state is what the records say after
 * `settle`.
 */
export function plan(state: State, settings: Settings, now: UnixSeconds): Plan {
  const departures = [
    ...planDepartures(state, settings, now),
    ...planLeftovers(settings.runners, state, now),
  ];
  const staying = without(state, departures, now);
  const foreseen = foresee(staying, settings, now);
  const before = outlooks(staying, settings, now, foreseen);
  const unneeded = before.map((outlook) => planSpared(outlook, lastingSurplus(staying, outlook, now), now));
  const idlers = unneeded.flatMap(({ removals }) => removals);
  const retirements = unneeded.flatMap((one) => one.retirements);
  const needed = retiring(without(staying, idlers, now), retirements);
  const outlook = needed === staying ? before : outlooks(needed, settings, now, foreseen);
  const launches = planLaunches(outlook, needed, settings.concurrent, now);
  const room = planRoom(outlook, needed, launches, settings.concurrent);
  return {
    removals: [...departures, ...idlers, ...room.removals],
    retirements: [...retirements, ...room.retirements],
    ...launches,
    ...{ foreseen, outlook },
    surpluses: noteSurpluses(staying, outlook, now),
  };
}

/** The state with the removals begun: the machines still count for the limits, and serve no job. */
function without(state: State, removals: readonly PlannedRemoval[], now: UnixSeconds): State {
  if (removals.length === 0) return state;
  const reasons = new Map(removals.map(({ machine, reason }) => [machine, reason]));
  const machines = state.machines.map((machine) => {
    const reason = reasons.get(machine);
    return reason === undefined ? machine : removing(machine, reason, now);
  });
  return { ...state, machines };
}

/** The state in which they take no other job. */
function retiring(state: State, retirements: readonly Retirement[]): State {
  if (retirements.length === 0) return state;
  const retired = new Set<Machine>(retirements.map(({ machine }) => machine));
  const machines = state.machines.map((machine) =>
    retired.has(machine) ? { ...machine, isPaused: true as const } : machine,
  );
  return { ...state, machines };
}
