import type { Drain } from './drain.ts';
import type { Habit } from './jobs/habit.ts';
import type { Job } from './jobs/job.ts';
import { type Launch, placesIn } from './launches/launch.ts';
import type { Setback } from './launches/setback.ts';
import type { Machine } from './machines/machine.ts';
import type { RunnerHistory } from './machines/runner-history.ts';
import type { Surpluses } from './machines/surplus.ts';
import { placesOf } from './places.ts';
import { sumOf } from './sum.ts';
import type { UnixSeconds } from './time.ts';

/** An active record that cannot be read: of another version, or changed by hand. */
export interface Unreadable {
  /** Of the record: `machine#i-0123456789abcdef0`. */
  readonly key: string;
  /** For people; it names the record. */
  readonly reason: string;
}

const MACHINE = 'machine#';
const LAUNCH = 'launch of ';

/** The instances whose records cannot be read: they are there, and nobody knows whose. */
export function unreadInstances({ unreadable = [] }: State): string[] {
  return unreadable.flatMap(({ key }) => (key.startsWith(MACHINE) ? [key.slice(MACHINE.length)] : []));
}

/** The record of the runner’s last launch, if it cannot be read. */
export function unreadLaunch({ unreadable = [] }: State, runner: string): Unreadable | undefined {
  return unreadable.find(({ key }) => key === `${LAUNCH}${runner}`);
}

/** A machine whose record has been removed. */
export interface Departed {
  readonly instanceId: string;
  readonly at: UnixSeconds;
}

/** All that is active: every decision is made from it. It grows with the current work, not with history. */
export interface State {
  readonly machines: readonly Machine[];
  readonly launches: readonly Launch[];
  /** Changes with every launch that is opened, changed or closed; none before the first. */
  readonly launching?: number;
  /** A store reads them sorted by how far they have come: see byStatus. */
  readonly jobs: Iterable<Job>;
  /** Of runners whose last machines left before they had run a job. */
  readonly setbacks?: readonly Setback[];
  /** Of runners that had more places than they needed; none before there were any. */
  readonly surpluses?: Surpluses;
  /** Machines that left so lately that a call may still come that would create them. */
  readonly departed?: readonly Departed[];
  /** Records that we cannot read: they are left as they are, for people to look at. */
  readonly unreadable?: readonly Unreadable[];
  /** What is known of names of jobs that have not ended: read beside the active records. */
  readonly habits?: readonly Habit[];
  /** What is known of runners whose machines have left. */
  readonly histories?: readonly RunnerHistory[];
  /** While an operator drains. */
  readonly drain?: Drain;
}

/**
 * The places of all machines that are there or asked for: what `concurrent` bounds.
 *
 * @param most that a machine may have whose record cannot be read
 */
export function placesTaken(state: State, most: number): number {
  const { machines, launches } = state;
  return sumOf(machines, placesOf) + sumOf(launches, placesIn) + most * unreadInstances(state).length;
}
