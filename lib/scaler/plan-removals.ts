import type { RunnerSettings } from '../config/settings.ts';
import type { Machine } from './machine.ts';
import type { Outlook } from './outlook.ts';
import { isIdleTooLong, mustLeave } from './removal-reasons.ts';
import type { State } from './state.ts';
import { longestFirst } from './tally.ts';
import type { UnixSeconds } from './time.ts';

export interface PlannedRemoval {
  readonly machine: Machine;
  readonly reason: string;
}

/** One runner's machines that must leave whatever is wanted; each decision counts those before it. */
export function planDepartures(runner: RunnerSettings, state: State, now: UnixSeconds): PlannedRemoval[] {
  const machines = state.machines.filter(
    (machine) => machine.runner === runner.name && machine.state !== 'Removing',
  );
  const removals: PlannedRemoval[] = [];
  for (const machine of machines.toSorted(longestFirst)) {
    const others = machines.length - removals.length - 1;
    const reason = mustLeave(machine, { runner, now, others, drain: state.drain });
    if (reason !== undefined) removals.push({ machine, reason });
  }
  return removals;
}

/** Machines of runners that config.toml has no more. One that is Used finishes its job. */
export function planLeftovers(runners: readonly RunnerSettings[], state: State): PlannedRemoval[] {
  const names = new Set(runners.map(({ name }) => name));
  return state.machines.flatMap((machine) => {
    if (names.has(machine.runner) || machine.state === 'Removing') return [];
    if (machine.state === 'Used' && machine.fate?.kind !== 'Gone') return [];
    const reason = machine.fate?.reason ?? `no runner ${machine.runner} is configured any more`;
    return [{ machine, reason }];
  });
}

/** One runner's machines that have nothing to do, the longest idle first, as long as enough are left. */
export function planIdleRemovals(
  { runner, policy, target, tally, waiting }: Outlook,
  state: State,
  now: UnixSeconds,
): PlannedRemoval[] {
  const removals: PlannedRemoval[] = [];
  for (const machine of state.machines.toSorted(longestFirst)) {
    if (machine.runner !== runner.name || machine.state !== 'Idle') continue;
    const spare = tally.available - removals.length - 1 - waiting;
    const reason = isIdleTooLong(machine, { idleTime: policy.idleTime, target, spare, now });
    if (reason !== undefined) removals.push({ machine, reason });
  }
  return removals;
}
