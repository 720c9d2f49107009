import { isHalfUsed, type Machine } from '../../state/machines/machine.ts';
import { type Placed, placesOf } from '../../state/places.ts';
import type { State } from '../../state/state.ts';
import { sum, sumOf } from '../../state/sum.ts';
import type { Held, Launches } from '../launches/launches.ts';
import type { Outlook } from '../outlook.ts';
import { freePlaces } from '../tally.ts';
import { emptiestFirst, type Spared, type Sparing, spared } from './removals.ts';

/** Machines that jobs wait for, and that those of other runners keep from being launched. */
interface Blocked {
  /** What is to leave for them, as `sizeOf` counts it. */
  readonly wanted: number;
  /** What one of them takes: with less room none is launched, and machines would have left for nothing. */
  readonly least: number;
  /** What the bound counts of a machine. */
  readonly sizeOf: (machine: Placed) => number;
  readonly isInTheWay: (runner: string) => boolean;
  readonly reason: string;
}

/**
 * Machines that make room for another runner's waiting jobs where a bound that both share blocks those: `concurrent`, or
 * the limit of an entry. They leave in the state's order, and after them, once their jobs have ended, those that have places
 * to spare. A machine whose places jobs of its own runner will take stays, and so do all where they are too few. Machines that
 * already leave count.
 */
export function planRoom(
  outlooks: readonly Outlook[],
  state: State,
  { held, placesLeft }: Launches,
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
  for (const blocked of [
    ...byEntry(outlooks, forJobs),
    ...byAll(outlooks, forJobs, { concurrent, placesLeft }),
  ]) {
    const own = state.machines.filter(({ runner }) => blocked.isInTheWay(runner));
    const goes = (machine: Machine) => leaving.has(machine) || leavesAlready(machine);
    const already = sumOf(own.filter(goes), blocked.sizeOf);
    const others = own.filter((machine) => !goes(machine));
    for (const machine of chosenFrom(others, already, blocked, { spare, freeOf })) {
      leaving.set(machine, { machine, reason: blocked.reason });
      spare.set(machine.runner, (spare.get(machine.runner) ?? 0) - freeOf(machine));
    }
  }
  return spared([...leaving.values()]);
}

interface Spares {
  /** Places of each runner that no job of its own will take. */
  readonly spare: ReadonlyMap<string, number>;
  readonly freeOf: (machine: Machine) => number;
}

/** The machines that leave for what is blocked, beside those that leave already: as many as help, or none. */
function chosenFrom(
  machines: readonly Machine[],
  already: number,
  { wanted, least, sizeOf }: Blocked,
  { spare, freeOf }: Spares,
): readonly Sparing['machine'][] {
  const left = new Map(spare);
  const chosen: Sparing['machine'][] = [];
  let size = already;
  for (const machine of emptiestFirst(machines)) {
    const others = (left.get(machine.runner) ?? 0) - freeOf(machine);
    if (size >= wanted) break;
    if (freeOf(machine) === 0 || others < 0) continue;
    chosen.push(machine);
    left.set(machine.runner, others);
    size += sizeOf(machine);
  }
  return size < least ? [] : chosen;
}

/** At once, or as soon as its jobs have ended: then it has been paused, with places to spare. */
const leavesAlready = (machine: Machine): boolean =>
  machine.state === 'Removing' || (isHalfUsed(machine) && machine.isPaused === true);

/** `concurrent` counts places. */
function byAll(
  outlooks: readonly Outlook[],
  held: readonly Held[],
  { concurrent, placesLeft }: { readonly concurrent: number; readonly placesLeft: number },
): Blocked[] {
  const needy = held.filter(({ barrier, ifRoom }) => barrier === 'concurrent' && ifRoom > 0);
  const places = new Map(outlooks.map(({ runner }) => [runner.name, runner.machine.places]));
  const reason = `jobs wait for ${namesOf(needy)} and concurrent ${concurrent} is reached`;
  const sizes = needy.map(({ runner }) => places.get(runner) ?? 1);
  const wanted = sum(needy.map(({ ifRoom }, index) => ifRoom * (sizes[index] ?? 1))) - placesLeft;
  const least = Math.min(...sizes) - placesLeft;
  return needy.length === 0
    ? []
    : [{ ...{ wanted, least, reason }, sizeOf: placesOf, isInTheWay: () => true }];
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
    const wanted = sumOf(needy, ({ ifRoom }) => ifRoom);
    return needy.length === 0
      ? []
      : [{ wanted, least: 1, sizeOf: () => 1, isInTheWay: (runner: string) => of.has(runner), reason }];
  });
}

const namesOf = (held: readonly Held[]): string => held.map(({ runner }) => runner).join(', ');
