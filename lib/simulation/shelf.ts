/** Records by their key, and all of them in a list that is the same until something is written. */
export class Shelf<K, V> extends Map<K, V> {
  #all: readonly V[] | undefined;

  get all(): readonly V[] {
    this.#all ??= [...this.values()];
    return this.#all;
  }

  override set(key: K, value: V): this {
    this.#all = undefined;
    return super.set(key, value);
  }

  override delete(key: K): boolean {
    if (!super.delete(key)) return false;
    this.#all = undefined;
    return true;
  }

  override clear(): void {
    this.#all = undefined;
    super.clear();
  }
}
