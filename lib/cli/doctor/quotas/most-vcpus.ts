import type { RunnerSettings } from '../../../config/settings.ts';

/** Machines of a runner, and the vCPUs that each has at most. */
interface Demand {
  readonly runner: RunnerSettings;
  readonly vcpus: number;
}

/**
 * The vCPUs of all machines that there may be at once: as many as `concurrent` has room for, of the largest first, each
 * runner within its limit and with the others of its entry within the entry's.
 */
export function mostVcpus(demands: readonly Demand[], concurrent: number): number {
  const perPlace = ({ runner, vcpus }: Demand) => vcpus / runner.machine.places;
  const leftOf = new Map(demands.map(({ runner: { entry } }) => [entry.name, entry.limit || concurrent]));
  let [places, total] = [concurrent, 0];
  for (const { runner, vcpus } of demands.toSorted((one, other) => perPlace(other) - perPlace(one))) {
    const { entry, limit, machine } = runner;
    const left = leftOf.get(entry.name) ?? 0;
    const machines = Math.min(limit || concurrent, left, Math.floor(places / machine.places));
    leftOf.set(entry.name, left - machines);
    places -= machines * machine.places;
    total += machines * vcpus;
  }
  return total;
}
