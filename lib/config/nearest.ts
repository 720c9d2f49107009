import { distance } from 'fastest-levenshtein';

/** However it is joined, in whatever letters, one or many: `policies` is `policy`. */
const bare = (name: string): string =>
  name.toLowerCase().replaceAll(/[_-]/g, '').replace(/ies$/, 'y').replace(/s$/, '');

/** A typo of so many letters may be meant; a guess that is further off is better not made. */
const mostOff = (name: string): number =>
  name.length < 3 ? 0 : Math.min(3, Math.max(2, Math.ceil(name.length / 4)));

/** The known name that a name was likely meant for; undefined if none is near, by so many letters at most. */
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
