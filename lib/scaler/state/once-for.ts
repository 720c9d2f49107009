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

/**
 * What was found of objects, for as long as they are among the latest that were found out about. Each reconcile has new lists,
 * and no need of old ones: for these an entry of a WeakMap costs ten times as much, most of it when it is swept away.
 */
class Latest<O extends object, T> {
  readonly #objects: (O | undefined)[] = new Array(REMEMBERED).fill(undefined);
  readonly #found: (T | undefined)[] = new Array(REMEMBERED).fill(undefined);
  #next = 0;

  /** Found out now, if it is not known. */
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

/** A decision asks for few lists in turn: as they were read, in another order, and with what it changes. */
const REMEMBERED = 8;
