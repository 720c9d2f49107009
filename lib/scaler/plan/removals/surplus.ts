import { byState } from '../../state/machines/by-state.ts';
import type { Surplus } from '../../state/machines/surplus.ts';
import type { State } from '../../state/state.ts';
import type { UnixSeconds } from '../../state/time.ts';
import type { Outlook } from '../outlook.ts';

/**
 * Which of its machines gets a job GitLab leaves to chance: where many have a short one now and then, none is idle for
 * IdleTime, though a few would do for all. GitLab Runner's docker+machine gives each to the newest machine, so that the
 * others come to rest (`findFreeMachine` in `executors/docker/machine/provider.go`). Here it is counted how many places were
 * never needed at once for IdleTime: those can go, whichever machines they are of.
 */

/**
 * Seconds for which that is counted at the least. With a short IdleTime chance itself lets some machine be idle for that long;
 * to count as well then let jobs wait longer than with docker+machine.
 */
const COUNTED_FOR = 600;

/** Of the runner's free places those without which there are enough; below 0 if there are too few. */
export function unneeded({ tally, waiting, foresight, target }: Outlook): number {
  return tally.available - waiting - foresight.keep - target.count;
}

/** Places that were unneeded for IdleTime, and ten minutes at least. None as long as that is not known. */
export function lastingSurplus({ surpluses }: State, outlook: Outlook, now: UnixSeconds): number {
  const before = surpluses?.all.find(({ runner }) => runner === outlook.runner.name);
  if (before === undefined || !isOver(before, outlook, now)) return 0;
  return Math.min(before.places, surplusOf(outlook));
}

/**
 * What is to be on record after a look: the least that was unneeded since a time, which begins anew when that is over. Where
 * that stays the same, so does the list.
 */
export function noteSurpluses(
  { surpluses }: State,
  outlook: readonly Outlook[],
  now: UnixSeconds,
): readonly Surplus[] {
  const before = surpluses?.all ?? [];
  const of = new Map(before.map((one) => [one.runner, one]));
  const after = outlook.flatMap((one) => noted(of.get(one.runner.name), one, now) ?? []);
  const isSame = after.length === before.length && after.every((one) => of.get(one.runner) === one);
  return isSame ? before : after;
}

/** A surplus of 0 stays until there is one: it is written once in that time, and not each time that a machine is used. */
function noted(before: Surplus | undefined, outlook: Outlook, now: UnixSeconds): Surplus | undefined {
  const places = surplusOf(outlook);
  if (before !== undefined && (places === 0 || !isOver(before, outlook, now)))
    return places < before.places ? { ...before, places } : before;
  return places === 0 ? undefined : { runner: outlook.runner.name, since: now, places };
}

/** The idle time of a single machine says it all. */
function surplusOf(outlook: Outlook): number {
  const { creating, idle, used } = byState(outlook.machines);
  return creating.length + idle.length + used.length < 2 ? 0 : Math.max(0, unneeded(outlook));
}

const isOver = ({ since }: Surplus, { policy }: Outlook, now: UnixSeconds): boolean =>
  now - since > Math.max(policy.idleTime, COUNTED_FOR);
