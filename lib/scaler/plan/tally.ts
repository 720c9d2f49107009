import { type Launch, machinesOf } from '../state/launch.ts';
import type { Machine } from '../state/machine.ts';

/** One runner's machines, counted as GitLab Runner counts them. */
export interface Tally {
  /** Asked for and not yet registered. */
  readonly creating: number;
  readonly used: number;
  /** Creating + Idle, without those that EC2 will take away. */
  readonly available: number;
  /** All of them, Removing included. */
  readonly total: number;
}

/** Of one runner's machines, and of its launches. */
export function tally(machines: readonly Machine[], launches: readonly Launch[]): Tally {
  const launching = launches.reduce((sum, launch) => sum + machinesOf(launch), 0);
  return {
    creating: machines.filter((machine) => machine.state === 'Creating').length + launching,
    used: machines.filter((machine) => machine.state === 'Used').length,
    available: machines.filter(isAvailable).length + launching,
    total: machines.length + launching,
  };
}

/** Will it take a job, as far as we know? */
export function isAvailable(machine: Machine): boolean {
  const { state, fate, isPaused, kept } = machine;
  return (state === 'Idle' || state === 'Creating') && fate === undefined && !isPaused && kept === undefined;
}
