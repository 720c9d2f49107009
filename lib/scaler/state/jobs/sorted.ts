/** More changes than this are not made one by one. */
const FEW = 20;

/**
 * Items in the order of a number that each has; items with the same number stay in the order in which they came. Immutable: a
 * change makes a new one, which looks at few of thousands of items, and sorts none again.
 */
export class Sorted<T> {
  readonly items: readonly T[];
  readonly #by: (item: T) => number;

  private constructor(items: readonly T[], by: (item: T) => number) {
    this.items = items;
    this.#by = by;
  }

  static of<T>(items: Iterable<T>, by: (item: T) => number): Sorted<T> {
    return new Sorted(sorted([...items], by), by);
  }

  /** The first item that has that number. */
  find(number: number): T | undefined {
    const item = this.items[this.#placeOf(this.items, (other) => other < number)];
    return item !== undefined && this.#by(item) === number ? item : undefined;
  }

  /** Without those that are gone, and with those that have come. */
  changed(gone: readonly T[], come: readonly T[]): Sorted<T> {
    if (gone.length + come.length === 0) return this;
    if (gone.length + come.length > FEW) return this.#anew(new Set(gone), come);
    const items = this.items.slice();
    for (const item of gone) this.#remove(items, item);
    for (const item of come) this.#insert(items, item);
    return new Sorted(items, this.#by);
  }

  #anew(gone: ReadonlySet<T>, come: readonly T[]): Sorted<T> {
    const left = gone.size === 0 ? this.items : this.items.filter((item) => !gone.has(item));
    return new Sorted(sorted(left.concat(come), this.#by), this.#by);
  }

  #remove(items: T[], item: T): void {
    const number = this.#by(item);
    const place = items.indexOf(
      item,
      this.#placeOf(items, (other) => other < number),
    );
    if (place >= 0) items.splice(place, 1);
  }

  #insert(items: T[], item: T): void {
    const number = this.#by(item);
    items.splice(
      this.#placeOf(items, (other) => other <= number),
      0,
      item,
    );
  }

  /** The place of the first item whose number is not before. */
  #placeOf(items: readonly T[], isBefore: (number: number) => boolean): number {
    let [from, to] = [0, items.length];
    while (from < to) {
      const middle = (from + to) >>> 1;
      if (isBefore(this.#by(items[middle] as T))) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

const sorted = <T>(items: T[], by: (item: T) => number): T[] =>
  items.sort((one, other) => by(one) - by(other));
