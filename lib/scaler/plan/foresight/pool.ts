import type { RunnerSettings } from '../../../config/settings.ts';
import { machinesOf } from '../../state/launch.ts';
import type { Machine } from '../../state/machine.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { idlePolicyAt } from '../idle-policy.ts';
import { freePlaces } from '../tally.ts';

/** A machine in one future. */
export interface Slot {
  freeAt: UnixSeconds;
  /** It leaves then if nothing takes it before. */
  leavesAt: UnixSeconds;
  /** Jobs that it may still start. */
  builds: number;
  /** What it is until a job takes it. */
  is: 'Creating' | 'Idle' | 'Used' | 'Overdue';
}

/** What a runner's machines are in every future. */
export interface Basis {
  readonly runner: RunnerSettings;
  /** Seconds that a machine boots. */
  readonly boot: number;
  readonly idleTime: number;
  /** With the machine, if there is one yet. */
  readonly slots: readonly { readonly slot: Slot; readonly machine?: Machine }[];
}

/** Seconds for which a machine stays for a job that comes, though it has been idle for IdleTime. */
export const KEPT_FOR = 60;

export function basisOf(
  runner: RunnerSettings,
  { machines, launches }: Pick<State, 'machines' | 'launches'>,
  boot: number,
  now: UnixSeconds,
): Basis {
  const { idleTime } = idlePolicyAt(runner.machine, now);
  const booting = (launchedAt: UnixSeconds, builds: number): Slot => {
    const freeAt = Math.max(now + 1, launchedAt + boot);
    return { freeAt, leavesAt: freeAt + idleTime, builds, is: 'Creating' };
  };
  const slotOf = (machine: Machine): Slot | undefined => {
    const builds = buildsLeft(runner, machine.builds);
    if (machine.state === 'Used' && machine.fate === undefined && !machine.isPaused) {
      const unknown = Number.POSITIVE_INFINITY;
      return { freeAt: unknown, leavesAt: unknown, builds, is: 'Used' };
    }
    if (freePlaces(machine, 0) === 0) return undefined;
    if (machine.state === 'Creating') return booting(machine.launchedAt, builds);
    const leavesAt = Math.max(machine.since + idleTime, now + KEPT_FOR);
    return { freeAt: now, leavesAt, builds, is: 'Idle' };
  };
  const there = machines
    .filter((machine) => machine.runner === runner.name)
    .flatMap((machine) => {
      const slot = slotOf(machine);
      return slot === undefined ? [] : [{ slot, machine }];
    });
  const asked = launches
    .filter((launch) => launch.runner === runner.name)
    .flatMap((launch) =>
      Array.from({ length: machinesOf(launch) }, () => ({ slot: booting(launch.at, buildsLeft(runner, 0)) })),
    );
  return { runner, boot, idleTime, slots: [...there, ...asked] };
}

const buildsLeft = ({ machine: { maxBuilds } }: RunnerSettings, builds: number): number =>
  maxBuilds === 0 ? Number.POSITIVE_INFINITY : maxBuilds - builds;

export interface End {
  readonly at: UnixSeconds;
  /** It runs for longer than any of its name before. */
  readonly isOverdue: boolean;
}

/** The machines of one runner in one future. */
export class Pool {
  readonly basis: Basis;
  readonly #slots: Slot[];

  /** @param endOf of the job of a Used machine in that future, if anything is known of it */
  constructor(basis: Basis, endOf: (machine: Machine) => End | undefined) {
    this.basis = basis;
    this.#slots = basis.slots.map(({ slot, machine }) => {
      const end = slot.is === 'Used' && machine !== undefined ? endOf(machine) : undefined;
      if (end === undefined) return { ...slot };
      const { at, isOverdue } = end;
      return { ...slot, freeAt: at, leavesAt: at + basis.idleTime, is: isOverdue ? 'Overdue' : 'Used' };
    });
  }

  /** The one that is free first, of those that are still there at that time. */
  first(at: UnixSeconds): Slot | undefined {
    let first: Slot | undefined;
    for (const slot of this.#slots) {
      if (slot.builds <= 0 || slot.leavesAt < at) continue;
      if (first === undefined || slot.freeAt < first.freeAt) first = slot;
    }
    return first;
  }

  /** How many there are at that time. */
  countAt(at: UnixSeconds): number {
    return this.#slots.filter(({ builds, leavesAt }) => builds > 0 && leavesAt >= at).length;
  }

  /** One more, ready at that time. */
  add(freeAt: UnixSeconds): Slot {
    const slot: Slot = { freeAt, leavesAt: freeAt, builds: buildsLeft(this.basis.runner, 0), is: 'Creating' };
    this.#slots.push(slot);
    return slot;
  }

  /** A job has it until then. */
  take(slot: Slot, until: UnixSeconds): void {
    slot.freeAt = until;
    slot.leavesAt = until + this.basis.idleTime;
    slot.builds -= 1;
    slot.is = 'Used';
  }
}
