import type { RunnerSettings, Settings } from '../../../config/settings.ts';
import { byRunner } from '../../state/machines/by-runner.ts';
import { byState } from '../../state/machines/by-state.ts';
import { type IdleMachine, isKept, type Machine, type UsedMachine } from '../../state/machines/machine.ts';
import { placesOf } from '../../state/places.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import type { Outlook } from '../outlook.ts';
import { freePlaces } from '../tally.ts';
import { isIdleTooLong, isInVain, isOneTooMany, mustLeave, type Surroundings } from './reasons.ts';

export interface PlannedRemoval extends Why {
  readonly machine: Machine;
}

interface Why {
  readonly reason: string;
  /** One of many that were too many: only once these are counted anew on record. */
  readonly isOfSurplus?: true;
}

/** The machines that must leave whatever is wanted. */
export function planDepartures(
  { machines, drain }: State,
  { runners }: Settings,
  now: UnixSeconds,
): PlannedRemoval[] {
  const machinesOf = byRunner(machines);
  const counts = new Map<string, number>();
  for (const { name, entry } of runners) {
    counts.set(entry.name, (counts.get(entry.name) ?? 0) + staying(machinesOf.get(name) ?? []));
  }
  return runners.flatMap((runner) => {
    const sharers = counts.get(runner.entry.name) ?? 0;
    const removals = departuresOf(machinesOf.get(runner.name) ?? [], sharers, { runner, drain, now });
    counts.set(runner.entry.name, sharers - removals.length);
    return removals;
  });
}

const staying = (machines: readonly Machine[]): number => machines.length - byState(machines).removing.length;

/** Each decision counts those before it: so those that are Idle come first. Of the many that run jobs the odd ones may leave. */
function departuresOf(
  machines: readonly Machine[],
  sharers: number,
  around: Omit<Surroundings, 'others' | 'otherSharers'>,
): PlannedRemoval[] {
  const removals: PlannedRemoval[] = [];
  const most = staying(machines);
  const { idle, creating, odd } = byState(machines);
  for (const machine of [...idle, ...creating, ...odd.filter(({ state }) => state === 'Used')]) {
    const others = most - removals.length - 1;
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
  const left = [...byRunner(state.machines)].flatMap(([name, own]) => (names.has(name) ? [] : own));
  return left.flatMap((machine) => {
    if (machine.state === 'Removing') return [];
    if (machine.fate?.kind !== 'Gone' && isKept(machine, now)) return [];
    if (machine.state === 'Used' && machine.fate?.kind !== 'Gone') return [];
    const reason = machine.fate?.reason ?? `no runner ${machine.runner} is configured any more`;
    return [{ machine, reason }];
  });
}

/** What a runner can do without. */
export interface Spared {
  /** Machines that have nothing to do. */
  readonly removals: readonly PlannedRemoval[];
  readonly retirements: readonly Retirement[];
}

/** Of a machine that has places to spare: it takes no other job, and leaves when it has none. */
export interface Retirement extends Why {
  readonly machine: UsedMachine;
}

/** Either of them. */
export interface Sparing extends Why {
  readonly machine: IdleMachine | UsedMachine;
}

export function spared(all: readonly Sparing[]): Spared {
  return {
    removals: all.filter(({ machine }) => machine.state === 'Idle'),
    retirements: all.flatMap(({ machine, ...why }) =>
      machine.state === 'Used' ? [{ machine, ...why }] : [],
    ),
  };
}

/**
 * One runner's machines of which no place was needed for long, as long as enough are left: those that run no job, in the
 * order in which they leave, and then those that run the fewest. GitLab gives a job to any place that is free, so a machine becomes
 * empty only if it is given none.
 *
 * @param surplus places that were not needed for IdleTime, whichever machines they are of
 */
export function planSpared(
  { machines, policy, target, tally, waiting, foresight, runner }: Outlook,
  surplus: number,
  now: UnixSeconds,
): Spared {
  const leaving: Sparing[] = [];
  let spare = tally.available - waiting;
  let unneeded = surplus;
  for (const machine of emptiestFirst(machines)) {
    const free = freePlaces(machine, runner.machine.maxBuilds);
    if (isKept(machine, now) || (machine.state === 'Used' && free === 0)) continue;
    const around = { idleTime: policy.idleTime, target, now };
    const others = spare - free;
    const why =
      because(isIdleTooLong(machine, { ...around, spare: others - foresight.keep })) ??
      because(isOneTooMany(machine, unneeded, around), { isOfSurplus: true }) ??
      because(isInVain(machine, { ...around, spare: others - foresight.mayTake }));
    if (why === undefined) continue;
    spare -= free;
    unneeded -= placesOf(machine);
    leaving.push({ machine, ...why });
  }
  return spared(leaving);
}

const because = (reason: string | undefined, more: Omit<Why, 'reason'> = {}): Why | undefined =>
  reason === undefined ? undefined : { reason, ...more };

/** Those that have a place without a job. */
export function emptiestFirst(machines: readonly Machine[]): Sparing['machine'][] {
  const { idle, halfUsed } = byState(machines);
  return [...idle, ...halfUsed.toSorted((one, other) => one.jobIds.length - other.jobIds.length)];
}
