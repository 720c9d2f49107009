/**
 * Remembers what the function answered for each object, which nobody changes: so the answer stays true. For what one decision
 * asks several times about thousands of jobs.
 */
export function onceFor<O extends object, T>(find: (of: O) => T): (of: O) => T {
  const found = new WeakMap<O, T>();
  return (of) => {
    if (!found.has(of)) found.set(of, find(of));
    return found.get(of) as T;
  };
}

/** The same for lists: every reconcile makes new ones. */
export function onceForList<E, T extends {}>(find: (list: readonly E[]) => T): (list: readonly E[]) => T {
  const found = new Latest<readonly E[], T>();
  return (list) => found.getOr(list, find);
}

/**
 * The answers for the latest few objects. Each reconcile has new lists and does not need old ones. An entry in a WeakMap would
 * cost ten times as much, most of it in garbage collection.
 */
class Latest<O extends object, T> {
  readonly #objects: (O | undefined)[] = new Array(REMEMBERED).fill(undefined);
  readonly #found: (T | undefined)[] = new Array(REMEMBERED).fill(undefined);
  #next = 0;

  /** Asks only if the answer is not known. */
  getOr(object: O, find: (object: O) => T): T {
    const place = this.#objects.indexOf(object);
    if (place >= 0) return this.#found[place] as T;
    const found = find(object);
    this.#objects[this.#next] = object;
    this.#found[this.#next] = found;
    this.#next = (this.#next + 1) % REMEMBERED;
    return found;
  }
}

/** One decision uses few lists: as they were read, in another order, and with its own changes. */
const REMEMBERED = 8;
