import type { Random } from '../scaler/ports/random.ts';
import { hashOf } from './hash.ts';

const HEX = '0123456789abcdef';

/** Randomness that is the same again for the same seed (mulberry32, by Tommy Ettinger, public domain). */
export class SeededRandom implements Random {
  readonly #seed: number;
  #state: number;

  constructor(seed: number) {
    this.#seed = seed >>> 0;
    this.#state = this.#seed;
  }

  /**
   * Randomness for one concern. It does not depend on how much was drawn elsewhere, so a change in one part of
   * a world does not reshuffle the others.
   */
  fork(concern: string): SeededRandom {
    return new SeededRandom(hashOf(this.#seed, concern));
  }

  /** Between 0 and 1, without 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Between the two, without the second. */
  between(low: number, high: number): number {
    return low + this.next() * (high - low);
  }

  /** A whole number, from the first to the last. */
  whole(first: number, last: number): number {
    return Math.floor(this.between(first, last + 1));
  }

  /** One of them. Throws if there is none. */
  oneOf<T>(choices: readonly T[]): T {
    if (choices.length === 0) throw new Error('there is nothing to choose from');
    return choices[this.whole(0, choices.length - 1)] as T;
  }

  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += HEX.charAt(this.whole(0, HEX.length - 1));
    return text;
  }
}
