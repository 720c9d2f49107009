import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { Budget } from '../calls/budget.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { World } from '../ports/world.ts';

const AT_ONCE = 5;

/**
 * The addresses of the groups that runners belong to, for as many groups as the budget allows. Asked anew each time, since
 * groups are renamed and moved. A group is left out if GitLab was not asked, or did not answer.
 */
export async function groupAddresses(
  { gitlab, log }: Pick<World, 'gitlab' | 'log'>,
  { runners }: Settings,
  budget: Budget,
): Promise<ReadonlyMap<number, string>> {
  const groups = new Set(runners.flatMap(({ scope }) => (scope.kind === 'Group' ? [scope.id] : [])));
  const known = new Map<number, string>();
  const ask = async (group: number): Promise<void> => {
    if (budget.isUsedUp()) return;
    budget.spend();
    const address = await attempt(log, 'asking GitLab for a group', { group }, () =>
      gitlab.groupAddress(group),
    );
    if (address !== undefined) known.set(group, address);
  };
  await mapConcurrently([...groups], ask, AT_ONCE);
  return known;
}

/** The groups that a job’s project is not in: its address would begin with theirs. */
export function groupsWithout(url: string | undefined, groups: ReadonlyMap<number, string>): number[] {
  if (url === undefined) return [];
  return [...groups].flatMap(([group, address]) => (url.startsWith(address) ? [] : [group]));
}
