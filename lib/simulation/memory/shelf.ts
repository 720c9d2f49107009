/** More than so many that have left are not looked for one by one. */
const FEW = 20;

/** Records by their key, each under one, and all of them in a list that is the same until something is written. */
export class Shelf<K, V extends object> extends Map<K, V> {
  #all: readonly V[] | undefined;
  /** Of the list, since it was asked for: of thousands, few at a time. */
  #gone: V[] = [];

  get all(): readonly V[] {
    if (this.#all === undefined || this.#gone.length > FEW) this.#all = [...this.values()];
    else if (this.#gone.length > 0) this.#all = without(this.#all, this.#gone);
    this.#gone = [];
    return this.#all;
  }

  override set(key: K, value: V): this {
    this.#all = undefined;
    return super.set(key, value);
  }

  override delete(key: K): boolean {
    const value = this.get(key);
    if (value !== undefined) this.#gone.push(value);
    return super.delete(key);
  }

  override clear(): void {
    this.#all = undefined;
    super.clear();
  }
}

function without<V>(all: readonly V[], gone: readonly V[]): readonly V[] {
  const left = [...all];
  for (const one of gone) left.splice(left.indexOf(one), 1);
  return left;
}
