import type { Settings } from '../../config/settings.ts';
import { attempt } from '../ports/attempt.ts';
import type { Budget } from '../ports/budget.ts';
import type { World } from '../ports/world.ts';

/**
 * Where the projects of the groups are that runners are of, by group. Asked anew each time: groups are renamed and moved.
 * Of a group of which GitLab does not answer nothing is known.
 */
export async function groupAddresses(
  { gitlab, log }: Pick<World, 'gitlab' | 'log'>,
  { runners }: Settings,
  budget: Budget,
): Promise<ReadonlyMap<number, string>> {
  const groups = new Set(runners.flatMap(({ scope }) => (scope.kind === 'Group' ? [scope.id] : [])));
  const asked = [...groups].map(async (group) => {
    budget.spend();
    const address = await attempt(log, 'asking GitLab for a group', { group }, () =>
      gitlab.groupAddress(group),
    );
    return [group, address] as const;
  });
  const answers = await Promise.all(asked);
  return new Map(answers.flatMap(([group, address]) => (address === undefined ? [] : [[group, address]])));
}

/** The groups that a job’s project is not in: its address would begin with theirs. */
export function groupsWithout(url: string | undefined, groups: ReadonlyMap<number, string>): number[] {
  if (url === undefined) return [];
  return [...groups].flatMap(([group, address]) => (url.startsWith(address) ? [] : [group]));
}
