import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';

export interface Span {
  readonly from: UnixSeconds;
  readonly to: UnixSeconds;
}

/**
 * Seconds of all spans together, without those that fall into others, and without those of so many of them at a time.
 *
 * @param free how many count for nothing until then
 */
export function secondsOutside(
  spans: readonly Span[],
  others: readonly Span[],
  { most, until }: { readonly most: number; readonly until: UnixSeconds },
): number {
  const moments = [...spans, ...others].flatMap(({ from, to }) => [from, to]);
  const sorted = [...new Set([...moments, until])].toSorted((one, other) => one - other);
  let seconds = 0;
  for (const [place, from] of sorted.entries()) {
    const to = sorted[place + 1];
    if (to === undefined || others.some((other) => covers(other, from))) continue;
    const count = spans.filter((span) => covers(span, from)).length;
    seconds += Math.max(0, count - (from < until ? most : 0)) * (to - from);
  }
  return seconds;
}

const covers = ({ from, to }: Span, at: UnixSeconds): boolean => from <= at && at < to;
