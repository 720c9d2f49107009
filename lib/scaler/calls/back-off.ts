import type { Random } from '../ports/random.ts';
import { growingWait, type Waits } from '../state/growing-wait.ts';

/** A call that was not answered may still be on its way. */
const CALLS: Waits = { first: 20, longest: 240 };
const DIGITS = 4;

/** Seconds to wait after this many tries: a growing wait and a random part of up to half of it, so that callers spread out. */
export function backOff(tries: number, random: Random, waits: Waits = CALLS): number {
  return growingWait(tries, waits) * (1 + fraction(random) / 2);
}

/** From 0 to less than 1. */
function fraction(random: Random): number {
  return Number.parseInt(random.hex(DIGITS), 16) / 16 ** DIGITS;
}
