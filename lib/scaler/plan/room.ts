import { isHalfUsed, type Machine } from '../state/machine.ts';
import { type Placed, placesOf } from '../state/places.ts';
import type { State } from '../state/state.ts';
import { sum } from '../state/sum.ts';
import type { Held } from './launches.ts';
import type { Outlook } from './outlook.ts';
import { emptiestFirst, type Spared, type Sparing, spared } from './removals.ts';
import { freePlaces } from './tally.ts';

/** Machines that jobs wait for, and that those of other runners keep from being launched. */
interface Blocked {
  /** What is to be free for them, as `sizeOf` counts it. */
  readonly wanted: number;
  /** What the bound counts of a machine. */
  readonly sizeOf: (machine: Placed) => number;
  readonly isInTheWay: (runner: string) => boolean;
  readonly reason: string;
}

/**
 * Machines that make room for another runner's waiting jobs where a bound that both share blocks those: `concurrent`, or
 * the limit of an entry. They leave in the state's order, and after them, once their jobs have ended, those that have places
 * to spare. A machine whose places jobs of its own runner will take stays. Machines that already leave count.
 */
export function planRoom(
  outlooks: readonly Outlook[],
  state: State,
  held: readonly Held[],
  concurrent: number,
): Spared {
  const forJobs = held.filter(({ purpose }) => purpose === 'jobs');
  if (forJobs.length === 0) return spared([]);
  const spare = new Map(
    outlooks.map(({ runner, tally, waiting }) => [runner.name, tally.available - waiting]),
  );
  const maxBuilds = new Map(outlooks.map(({ runner }) => [runner.name, runner.machine.maxBuilds]));
  const freeOf = (machine: Machine): number => freePlaces(machine, maxBuilds.get(machine.runner) ?? 0);
  const leaving = new Map<Machine, Sparing>();
  for (const blocked of [...byEntry(outlooks, forJobs), byAll(outlooks, forJobs, concurrent)]) {
    const own = state.machines.filter(({ runner }) => blocked.isInTheWay(runner));
    let missing =
      blocked.wanted -
      sum(own.filter((machine) => leaving.has(machine) || leavesAlready(machine)).map(blocked.sizeOf));
    for (const machine of emptiestFirst(own)) {
      const left = (spare.get(machine.runner) ?? 0) - freeOf(machine);
      if (missing <= 0) break;
      if (leaving.has(machine) || freeOf(machine) === 0 || left < 0) continue;
      leaving.set(machine, { machine, reason: blocked.reason });
      spare.set(machine.runner, left);
      missing -= blocked.sizeOf(machine);
    }
  }
  return spared([...leaving.values()]);
}

/** Or as soon as its jobs have ended, and it has places to spare. */
const leavesAlready = (machine: Machine): boolean =>
  machine.state === 'Removing' || (isHalfUsed(machine) && machine.isPaused === true);

/** `concurrent` counts places. */
function byAll(outlooks: readonly Outlook[], held: readonly Held[], concurrent: number): Blocked {
  const needy = held.filter(({ barrier, ifRoom }) => barrier === 'concurrent' && ifRoom > 0);
  const places = new Map(outlooks.map(({ runner }) => [runner.name, runner.machine.places]));
  const reason = `jobs wait for ${namesOf(needy)} and concurrent ${concurrent} is reached`;
  const wanted = sum(needy.map(({ runner, ifRoom }) => ifRoom * (places.get(runner) ?? 1)));
  return { wanted, sizeOf: placesOf, isInTheWay: () => true, reason };
}

/** A limit counts machines. */
function byEntry(outlooks: readonly Outlook[], held: readonly Held[]): Blocked[] {
  const blocked = held.filter(({ barrier, ifRoom }) => barrier === 'shared limit' && ifRoom > 0);
  const entries = Map.groupBy(outlooks, ({ runner }) => runner.entry.name);
  return [...entries.values()].flatMap((own) => {
    const of = new Set(own.map(({ runner }) => runner.name));
    const needy = blocked.filter(({ runner }) => of.has(runner));
    const limit = own[0]?.runner.entry.limit;
    const reason = `jobs wait for ${namesOf(needy)} and limit ${limit} is reached`;
    const wanted = sum(needy.map(({ ifRoom }) => ifRoom));
    return needy.length === 0
      ? []
      : [{ wanted, sizeOf: () => 1, isInTheWay: (runner: string) => of.has(runner), reason }];
  });
}

const namesOf = (held: readonly Held[]): string => held.map(({ runner }) => runner).join(', ');
