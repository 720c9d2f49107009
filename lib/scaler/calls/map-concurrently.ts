import pMap from 'p-map';

/**
 * What the call answers for each of the items, in their order. Rejects as soon as one does. Most reconciles have nothing to
 * call for, or few items, which need not wait for one another.
 *
 * @param atOnce how many calls are under way at once, at most
 */
export async function mapConcurrently<T, R>(
  items: readonly T[],
  call: (item: T, index: number) => Promise<R> | R,
  atOnce: number,
): Promise<R[]> {
  if (items.length === 0) return [];
  if (items.length > atOnce) return pMap(items, call, { concurrency: atOnce });
  return Promise.all(items.map(call));
}
