import type { Settings } from '../config/settings.ts';
import { sum } from '../scaler/state/sum.ts';

/** The jobs that config.toml lets run at once: within `concurrent`, and the places of each runner's `limit` of machines. */
export function mostAtOnce({ concurrent, runners }: Settings): number {
  // Of a machine all places count.
  const fewest = Math.min(...runners.map(({ machine }) => machine.places));
  const most = Math.floor(concurrent / fewest) * fewest;
  const limits = runners.map(({ limit, machine }) => (limit === 0 ? most : limit * machine.places));
  return Math.min(most, sum(limits));
}
