import type { RunnerSettings, Settings } from '../config/settings.ts';
import { sumOf } from '../scaler/state/sum.ts';

/** The jobs that config.toml lets run at once: within `concurrent`, and the places of as many machines as each `limit` allows. */
export function mostAtOnce({ concurrent, runners }: Settings): number {
  // All places of a machine count.
  const fewest = Math.min(...runners.map(({ machine }) => machine.places));
  const most = Math.floor(concurrent / fewest) * fewest;
  const entries = Map.groupBy(runners, ({ entry }) => entry.name);
  return Math.min(most, sumOf(entries.values(), placesOf));
}

/** Places of an entry and its sizes, which share its limit: machines with the most places first. */
function placesOf(runners: readonly RunnerSettings[]): number {
  let left = limitOf(runners[0]?.entry ?? { limit: 0 });
  let places = 0;
  for (const runner of runners.toSorted((one, other) => other.machine.places - one.machine.places)) {
    const machines = Math.min(limitOf(runner), left);
    left -= machines;
    if (machines > 0) places += machines * runner.machine.places;
  }
  return places;
}

const limitOf = ({ limit }: { readonly limit: number }): number => limit || Number.POSITIVE_INFINITY;
