import { Latest } from './latest.ts';

/**
 * The function, asked once for each object and not again: what it says of one that nobody changes stays true. For what is
 * asked several times in one decision of thousands of jobs.
 */
export function onceFor<O extends object, T>(find: (of: O) => T): (of: O) => T {
  const found = new WeakMap<O, T>();
  return (of) => {
    if (!found.has(of)) found.set(of, find(of));
    return found.get(of) as T;
  };
}

/** The same for lists, of which every reconcile has new ones. */
export function onceForList<E, T extends {}>(find: (list: readonly E[]) => T): (list: readonly E[]) => T {
  const found = new Latest<readonly E[], T>();
  return (list) => found.getOr(list, find);
}
