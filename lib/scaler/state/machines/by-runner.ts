import { onceForList } from '../once-for.ts';
import type { Machine } from './machine.ts';

/**
 * Machines by the `[[runners]]` entry that they belong to, in the order of all of them. Where they are all of one, as with
 * most config.toml, that has the same list, of which more is known already.
 */
export const byRunner = onceForList(
  (machines: readonly Machine[]): ReadonlyMap<string, readonly Machine[]> => {
    const [first] = machines;
    const areOfOne = first !== undefined && machines.every(({ runner }) => runner === first.runner);
    return areOfOne ? new Map([[first.runner, machines]]) : Map.groupBy(machines, ({ runner }) => runner);
  },
);
