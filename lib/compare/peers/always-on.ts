import { Fleet, type PeerMachine } from './fleet.ts';
import type { Peer, PeerWorld } from './peer.ts';

/**
 * The given number of on-demand machines, shared among the runners and always on. Each has a gitlab-runner of
 * its own that asks for one job every check_interval. Nothing scales, so scaling costs nothing.
 *
 * @param counts machines of each runner, in the order of the file
 */
export class AlwaysOn implements Peer {
  readonly #world: PeerWorld;
  readonly #counts: readonly number[];
  #stations: Station[] = [];

  constructor(world: PeerWorld, counts: readonly number[]) {
    this.#world = world;
    this.#counts = counts;
  }

  start(): void {
    const { settings, clock, random, timing } = this.#world;
    this.#stations = settings.runners.flatMap((runner, index) => {
      const fleet = new Fleet(this.#world, runner, 'OnDemand');
      return Array.from({ length: this.#counts[index] ?? 0 }, () => ({
        ...{ fleet, runner: index, machine: fleet.createReady() },
        firstPoll: clock.now() + random.between(0, timing.checkInterval),
        willPoll: false,
      }));
    });
  }

  jobQueued(): void {
    for (const station of this.#stations) this.#pollInTime(station);
  }

  /** An idle machine asks at its own times. While no job waits it need not ask. */
  #pollInTime(station: Station): void {
    if (station.willPoll || station.machine.state !== 'Idle') return;
    station.willPoll = true;
    const { clock, timing } = this.#world;
    clock.after(secondsToNext(station.firstPoll, timing.checkInterval, clock.now()), () =>
      this.#poll(station),
    );
  }

  #poll(station: Station): void {
    station.willPoll = false;
    const job = this.#world.queue.take(station.runner);
    if (job === undefined) return;
    station.fleet.run(station.machine, job, () => {
      station.fleet.idle(station.machine);
      if (!this.#world.queue.isEmpty) this.#pollInTime(station);
    });
  }
}

interface Station {
  readonly fleet: Fleet;
  /** Its runner's place in the file. */
  readonly runner: number;
  readonly machine: PeerMachine;
  /** When it asks for the first time; then every check_interval. */
  readonly firstPoll: number;
  willPoll: boolean;
}

/** Seconds until the next multiple of the interval after the first; 0 if there is no interval. */
function secondsToNext(first: number, interval: number, now: number): number {
  if (interval === 0) return 0;
  const past = (now - first) / interval;
  return Math.max(0, first + Math.ceil(past) * interval - now);
}
