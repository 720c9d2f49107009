import type { RunnerSettings } from '../../../config/settings.ts';
import { machinesOf } from '../../state/launches/launch.ts';
import { byState } from '../../state/machines/by-state.ts';
import type { Machine } from '../../state/machines/machine.ts';
import { placesOf } from '../../state/places.ts';
import type { State } from '../../state/state.ts';
import { sumOf } from '../../state/sum.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { idlePolicyAt } from '../idle/idle-policy.ts';
import { freePlaces } from '../tally.ts';

/** A place of a machine in one future. */
export interface Slot {
  freeAt: UnixSeconds;
  /** What it is until a job takes it; `Wanted`: of a machine that is not launched yet. */
  is: 'Creating' | 'Wanted' | 'Idle' | 'Used' | 'Overdue';
  readonly of: Body;
}

/** A machine in one future. */
interface Body {
  /** It leaves then if nothing takes a place of it before. */
  leavesAt: UnixSeconds;
  /** Jobs that it may still start. */
  builds: number;
  readonly slots: Slot[];
}

/** What a machine is in every future. */
interface Start extends Pick<Body, 'leavesAt' | 'builds'> {
  readonly slots: readonly StartingSlot[];
}

interface StartingSlot extends Pick<Slot, 'freeAt' | 'is'> {
  /** The job that it runs, if there is one. */
  readonly jobId?: number;
}

/** What a runner's machines are in every future. */
export interface Basis {
  readonly runner: RunnerSettings;
  /** Seconds that a machine boots. */
  readonly boot: number;
  readonly idleTime: number;
  readonly machines: readonly Start[];
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
  const booting = (launchedAt: UnixSeconds, builds: number, places: number): Start => {
    const freeAt = Math.max(now + 1, launchedAt + boot);
    return {
      leavesAt: freeAt + idleTime,
      builds,
      slots: several<StartingSlot>(places, { freeAt, is: 'Creating' }),
    };
  };
  const startOf = (machine: Machine): Start | undefined => {
    const builds = buildsLeft(runner, machine.builds);
    const free = several<StartingSlot>(freePlaces(machine, 0), { freeAt: now, is: 'Idle' });
    if (machine.state === 'Used' && machine.fate === undefined && !machine.isPaused) {
      const unknown = Number.POSITIVE_INFINITY;
      const used = machine.jobIds.map((jobId) => ({ freeAt: unknown, is: 'Used', jobId }) as const);
      return { leavesAt: unknown, builds, slots: [...used, ...free] };
    }
    if (free.length === 0) return undefined;
    if (machine.state === 'Creating') return booting(machine.launchedAt, builds, placesOf(machine));
    return { leavesAt: Math.max(machine.since + idleTime, now + KEPT_FOR), builds, slots: free };
  };
  const { idle, creating, used } = byState(machines);
  // Of several that are idle the one that would leave first is taken first: then the others stay for longer.
  const there = [...idle, ...creating, ...used]
    .filter((machine) => machine.runner === runner.name)
    .flatMap((machine) => startOf(machine) ?? []);
  const asked = launches
    .filter((launch) => launch.runner === runner.name)
    .flatMap((launch) =>
      several(machinesOf(launch), booting(launch.at, buildsLeft(runner, 0), placesOf(launch))),
    );
  return { runner, boot, idleTime, machines: [...there, ...asked] };
}

const several = <T>(count: number, one: T): T[] => new Array<T>(count).fill(one);

const buildsLeft = ({ machine: { maxBuilds } }: RunnerSettings, builds: number): number =>
  maxBuilds === 0 ? Number.POSITIVE_INFINITY : maxBuilds - builds;

/** Of a job that runs, in one future. */
export interface End {
  readonly at: UnixSeconds;
  /** It runs for longer than any of its name before. */
  readonly isOverdue: boolean;
}

type EndOf = (jobId: number) => End | undefined;

/** The machines of one runner in one future. */
export class Pool {
  readonly basis: Basis;
  readonly #bodies: Body[];

  /** @param endOf of a job that runs in that future, if anything is known of it */
  constructor(basis: Basis, endOf: EndOf) {
    this.basis = basis;
    this.#bodies = basis.machines.map(({ leavesAt, builds, slots }) => {
      const body: Body = { leavesAt, builds, slots: [] };
      for (const slot of slots) body.slots.push(slotIn(body, slot, endOf));
      // Of one that runs jobs, once it is known when they end.
      if (leavesAt === Number.POSITIVE_INFINITY) body.leavesAt = this.#leaves(body);
      return body;
    });
  }

  /**
   * The place that takes a job which begins to wait then, of those whose machines are still there: of several free
   * ones the one that became free last, or else the first to become free. A machine whose job has just ended asks at
   * once; and what has been idle for long is not taken to be needed where another will do.
   */
  first(at: UnixSeconds): Slot | undefined {
    let first: Slot | undefined;
    for (const { slots, builds, leavesAt } of this.#bodies) {
      if (builds <= 0 || leavesAt < at) continue;
      for (const slot of slots) if (first === undefined || isRather(slot, first, at)) first = slot;
    }
    return first;
  }

  /** How many machines there are at that time. */
  countAt(at: UnixSeconds): number {
    return this.#thereAt(at).length;
  }

  /** And how many places they have. */
  placesAt(at: UnixSeconds): number {
    return sumOf(this.#thereAt(at), ({ slots }) => slots.length);
  }

  /** One more machine, ready at that time: one of its places. */
  add(freeAt: UnixSeconds): Slot {
    const { runner } = this.basis;
    const body: Body = { leavesAt: freeAt, builds: buildsLeft(runner, 0), slots: [] };
    const slot: Slot = { freeAt, is: 'Wanted', of: body };
    for (let place = 0; place < runner.machine.places; place += 1) body.slots.push({ ...slot });
    this.#bodies.push(body);
    return body.slots[0] ?? slot;
  }

  /** A job has it until then. */
  take(slot: Slot, until: UnixSeconds): void {
    slot.freeAt = until;
    slot.is = 'Used';
    slot.of.builds -= 1;
    slot.of.leavesAt = this.#leaves(slot.of);
  }

  #thereAt(at: UnixSeconds): Body[] {
    return this.#bodies.filter(({ builds, leavesAt }) => builds > 0 && leavesAt >= at);
  }

  #leaves({ slots }: Body): UnixSeconds {
    let last = 0;
    for (const { freeAt } of slots) last = Math.max(last, freeAt);
    return last + this.basis.idleTime;
  }
}

function slotIn(of: Body, { freeAt, is, jobId }: StartingSlot, endOf: EndOf): Slot {
  const end = jobId === undefined ? undefined : endOf(jobId);
  if (end === undefined) return { freeAt, is, of };
  return { freeAt: end.at, is: end.isOverdue ? 'Overdue' : is, of };
}

/** Is it given a job that begins to wait then, rather than the other? */
function isRather(one: Slot, other: Slot, at: UnixSeconds): boolean {
  const isFree = one.freeAt <= at;
  if (isFree !== other.freeAt <= at) return isFree;
  return isFree ? one.freeAt > other.freeAt : one.freeAt < other.freeAt;
}
