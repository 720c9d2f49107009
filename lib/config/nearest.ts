import { distance } from 'fastest-levenshtein';

/** Without separators, case and plural: `policies` is `policy`. */
const bare = (name: string): string =>
  name.toLowerCase().replaceAll(/[_-]/g, '').replace(/ies$/, 'y').replace(/s$/, '');

/** The most letters that a typo may differ by: a worse guess is better not made. */
const mostOff = (name: string): number =>
  name.length < 3 ? 0 : Math.min(3, Math.max(2, Math.ceil(name.length / 4)));

/** The known name that was probably meant; undefined if none differs by so few letters. */
export function nearest(
  name: string,
  known: readonly string[],
  most: number = mostOff(name),
): string | undefined {
  const same = known.find((one) => bare(one) === bare(name));
  if (same !== undefined) return same;
  const off = known.map((one) => [distance(name.toLowerCase(), one.toLowerCase()), one] as const);
  const [least] = off.toSorted(([one], [other]) => one - other);
  return least !== undefined && least[0] <= most ? least[1] : undefined;
}
