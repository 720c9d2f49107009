import type { MachineSettings } from '../../config/settings.ts';
import { type Launch, machinesOf, placesIn } from '../state/launches/launch.ts';
import { byState } from '../state/machines/by-state.ts';
import { jobsOf, type Machine } from '../state/machines/machine.ts';
import { placesOf } from '../state/places.ts';
import { sumOf } from '../state/sum.ts';

/** One runner's machines, and their places, counted as GitLab Runner counts them. */
export interface Tally {
  /** Machines that are asked for and have not registered yet. */
  readonly creating: number;
  /** Their places. */
  readonly booting: number;
  /** Places that have a job. */
  readonly inUse: number;
  /** Places that will take a job as soon as their machine is ready. */
  readonly available: number;
  /** Machines, asked for or there, of which none has run a job yet and each may. */
  readonly unproven: number;
  /** All machines, Removing included. */
  readonly total: number;
}

/**
 * Of one runner's machines, and of its launches.
 *
 * @param isDeaf are a machine's free places not given the jobs that wait?
 */
export function tally(
  machines: readonly Machine[],
  launches: readonly Launch[],
  { maxBuilds }: Pick<MachineSettings, 'maxBuilds'>,
  isDeaf: (machine: Machine) => boolean = () => false,
): Tally {
  const launching = sumOf(launches, machinesOf);
  const launchingPlaces = sumOf(launches, placesIn);
  const { creating, idle, used, halfUsed } = byState(machines);
  let available = launchingPlaces;
  let unproven = launching;
  for (const machine of [...creating, ...idle, ...halfUsed]) {
    const free = isDeaf(machine) ? 0 : freePlaces(machine, maxBuilds);
    available += free;
    if (free > 0 && machine.builds === 0) unproven += 1;
  }
  return {
    creating: creating.length + launching,
    booting: sumOf(creating, placesOf) + launchingPlaces,
    inUse: sumOf(used, ({ jobIds }) => jobIds.length),
    available,
    unproven,
    total: machines.length + launching,
  };
}

/**
 * How many jobs the machine will take beside those that it runs, as far as we know. All its places share what is left of
 * MaxBuilds.
 */
export function freePlaces(machine: Machine, maxBuilds: number): number {
  const { state, fate, isPaused, kept, builds } = machine;
  if (state === 'Removing' || fate !== undefined || isPaused || kept !== undefined) return 0;
  const free = placesOf(machine) - jobsOf(machine).length;
  return maxBuilds === 0 ? free : Math.max(0, Math.min(free, maxBuilds - builds));
}
