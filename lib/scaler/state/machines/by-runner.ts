import { onceForList } from '../once-for.ts';
import type { Machine } from './machine.ts';

/** Machines by the `[[runners]]` entry that they belong to, in the order of all of them. */
export const byRunner = onceForList(
  (machines: readonly Machine[]): ReadonlyMap<string, readonly Machine[]> =>
    Map.groupBy(machines, ({ runner }) => runner),
);
