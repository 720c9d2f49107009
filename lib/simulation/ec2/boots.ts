import type { SeededRandom } from '../seeded-random.ts';

/** Seconds, at least and at most. */
export type Between = readonly [least: number, most: number];

/** Seconds that the next instance takes to boot. */
export type Boots = () => number;

/**
 * By one seed the same for whoever asks for instances, one after the other: so two ways to run the same jobs differ by what
 * they do, and not by luck.
 */
export function bootsOf(random: SeededRandom, between: Between): Boots {
  const own = random.fork('boots');
  return () => own.between(...between);
}
