import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { isKept, type Machine } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import type { Outlook } from './outlook.ts';
import { isIdleTooLong, mustLeave, type Surroundings } from './removal-reasons.ts';

export interface PlannedRemoval {
  readonly machine: Machine;
  readonly reason: string;
}

/** The machines that must leave whatever is wanted. The state's order decides which of a runner's come first. */
export function planDepartures(
  { machines, drain }: State,
  { runners }: Settings,
  now: UnixSeconds,
): PlannedRemoval[] {
  const staying = machines.filter(({ state }) => state !== 'Removing');
  const machinesOf = Map.groupBy(staying, ({ runner }) => runner);
  const counts = new Map<string, number>();
  for (const { name, entry } of runners) {
    counts.set(entry.name, (counts.get(entry.name) ?? 0) + (machinesOf.get(name)?.length ?? 0));
  }
  return runners.flatMap((runner) => {
    const sharers = counts.get(runner.entry.name) ?? 0;
    const removals = departuresOf(machinesOf.get(runner.name) ?? [], sharers, { runner, drain, now });
    counts.set(runner.entry.name, sharers - removals.length);
    return removals;
  });
}

/** Each decision counts those before it. */
function departuresOf(
  machines: readonly Machine[],
  sharers: number,
  around: Omit<Surroundings, 'others' | 'otherSharers'>,
): PlannedRemoval[] {
  const removals: PlannedRemoval[] = [];
  for (const machine of machines) {
    const others = machines.length - removals.length - 1;
    const otherSharers = sharers - removals.length - 1;
    const reason = mustLeave(machine, { ...around, others, otherSharers });
    if (reason !== undefined) removals.push({ machine, reason });
  }
  return removals;
}

/** Machines of runners that config.toml has no more. One that is Used finishes its job. */
export function planLeftovers(
  runners: readonly RunnerSettings[],
  state: State,
  now: UnixSeconds,
): PlannedRemoval[] {
  const names = new Set(runners.map(({ name }) => name));
  return state.machines.flatMap((machine) => {
    if (names.has(machine.runner) || machine.state === 'Removing') return [];
    if (machine.fate?.kind !== 'Gone' && isKept(machine, now)) return [];
    if (machine.state === 'Used' && machine.fate?.kind !== 'Gone') return [];
    const reason = machine.fate?.reason ?? `no runner ${machine.runner} is configured any more`;
    return [{ machine, reason }];
  });
}

/** One runner's machines that have nothing to do, in the state's order, as long as enough are left. */
export function planIdleRemovals(
  { machines, policy, target, tally, waiting, foresight }: Outlook,
  now: UnixSeconds,
): PlannedRemoval[] {
  const removals: PlannedRemoval[] = [];
  for (const machine of machines) {
    if (machine.state !== 'Idle' || isKept(machine, now)) continue;
    const spare = tally.available - removals.length - 1 - waiting - foresight.keep;
    const reason = isIdleTooLong(machine, { idleTime: policy.idleTime, target, spare, now });
    if (reason !== undefined) removals.push({ machine, reason });
  }
  return removals;
}
