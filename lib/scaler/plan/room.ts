import type { State } from '../state/state.ts';
import type { Held } from './launches.ts';
import type { Outlook } from './outlook.ts';
import type { PlannedRemoval } from './removals.ts';

/** Machines that jobs wait for, and that those of other runners keep from being launched. */
interface Blocked {
  readonly count: number;
  readonly isInTheWay: (runner: string) => boolean;
  readonly reason: string;
}

/**
 * Machines that make room for another runner's waiting jobs where a bound that both share blocks those: `concurrent`, or
 * the limit of an entry. They leave in the state's order. A machine that a job of its own runner will take stays. Machines
 * that already leave count.
 */
export function planRoom(
  outlooks: readonly Outlook[],
  state: State,
  held: readonly Held[],
  concurrent: number,
): PlannedRemoval[] {
  const forJobs = held.filter(({ purpose }) => purpose === 'jobs');
  const spare = new Map(
    outlooks.map(({ runner, tally, waiting }) => [runner.name, tally.available - waiting]),
  );
  const removals: PlannedRemoval[] = [];
  for (const { count, isInTheWay, reason } of [...byEntry(outlooks, forJobs), byAll(forJobs, concurrent)]) {
    const own = state.machines.filter(({ runner }) => isInTheWay(runner));
    const leaving = own.filter((machine) => machine.state === 'Removing').length;
    let wanted = count - leaving - removals.filter(({ machine }) => isInTheWay(machine.runner)).length;
    for (const machine of own) {
      const free = spare.get(machine.runner) ?? 0;
      if (wanted <= 0) break;
      if (
        machine.state !== 'Idle' ||
        machine.kept !== undefined ||
        free <= 0 ||
        removals.some((one) => one.machine === machine)
      )
        continue;
      removals.push({ machine, reason });
      spare.set(machine.runner, free - 1);
      wanted -= 1;
    }
  }
  return removals;
}

function byAll(held: readonly Held[], concurrent: number): Blocked {
  const needy = held.filter(({ barrier }) => barrier === 'concurrent');
  const reason = `jobs wait for ${namesOf(needy)} and concurrent ${concurrent} is reached`;
  return { count: sum(needy), isInTheWay: () => true, reason };
}

function byEntry(outlooks: readonly Outlook[], held: readonly Held[]): Blocked[] {
  const blocked = held.filter(({ barrier }) => barrier === 'shared limit');
  const entries = Map.groupBy(outlooks, ({ runner }) => runner.entry.name);
  return [...entries.values()].flatMap((own) => {
    const of = new Set(own.map(({ runner }) => runner.name));
    const needy = blocked.filter(({ runner }) => of.has(runner));
    const limit = own[0]?.runner.entry.limit;
    const reason = `jobs wait for ${namesOf(needy)} and limit ${limit} is reached`;
    return needy.length === 0 ? [] : [{ count: sum(needy), isInTheWay: (runner) => of.has(runner), reason }];
  });
}

const namesOf = (held: readonly Held[]): string => held.map(({ runner }) => runner).join(', ');
const sum = (held: readonly Held[]): number => held.reduce((total, { count }) => total + count, 0);
