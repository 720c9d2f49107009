import type { Random } from './random.ts';

/** Seconds. */
export interface Waits {
  readonly first: number;
  readonly longest: number;
}

/** A call that was not answered may still be on its way. */
const CALLS: Waits = { first: 20, longest: 240 };
const DIGITS = 4;

/**
 * Seconds to wait after this many tries: twice as long each time, plus a random part of up to half, so that
 * callers spread out.
 */
export function backOff(tries: number, random: Random, { first, longest }: Waits = CALLS): number {
  const wait = Math.min(first * 2 ** (tries - 1), longest);
  return wait * (1 + fraction(random) / 2);
}

/** From 0 to less than 1. */
function fraction(random: Random): number {
  return Number.parseInt(random.hex(DIGITS), 16) / 16 ** DIGITS;
}
