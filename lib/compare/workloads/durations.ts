import type { SeededRandom } from '../../simulation/seeded-random.ts';

/** Seconds: no job runs for less, nor for longer than GitLab's default timeout. */
const [SHORTEST, LONGEST] = [5, 3600];

/** Whole seconds: half of all draws are below the median. Log-normal, by the Box-Muller transform. */
export function drawDuration(median: number, spread: number, random: SeededRandom): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
  const seconds = median * Math.exp(spread * normal);
  return Math.round(Math.min(LONGEST, Math.max(SHORTEST, seconds)));
}
