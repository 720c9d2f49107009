import type { RunnerSettings } from '../../config/settings.ts';
import type { MachineKind } from '../report/ledger.ts';
import type { Peer, PeerWorld } from './peer.ts';

/** One `[[runners]]` entry of a manager. */
export interface PolledRunner {
  /** Jobs that it was given and that have not ended. */
  readonly builds: number;
  /** Looks after its machines, and asks GitLab for jobs. */
  check(): void;
}

/** `hasRoom`: the manager has fewer jobs in hand than `concurrent`. */
export type OpenRunner<R> = (runner: RunnerSettings, index: number, hasRoom: () => boolean) => R;

/** A GitLab Runner that is always on: it feeds its entries one after the other, spread over the check_interval. */
export class PollingManager<R extends PolledRunner> implements Peer {
  readonly bastion: MachineKind;
  readonly #world: PeerWorld;
  readonly #runners: readonly R[];

  constructor(world: PeerWorld, bastion: MachineKind, open: OpenRunner<R>) {
    this.#world = world;
    this.bastion = bastion;
    const hasRoom = () => this.#builds() < world.settings.concurrent;
    this.#runners = world.settings.runners.map((runner, index) => open(runner, index, hasRoom));
  }

  start(): void {
    const { clock, timing } = this.#world;
    for (const [index, runner] of this.#runners.entries()) {
      clock.after((index * timing.checkInterval) / this.#runners.length, () => this.#loop(runner));
    }
  }

  /** Nobody tells it: it asks. */
  jobQueued(): void {}

  #loop(runner: R): void {
    this.#world.clock.after(this.#world.timing.checkInterval, () => this.#loop(runner));
    runner.check();
  }

  #builds(): number {
    return this.#runners.reduce((sum, { builds }) => sum + builds, 0);
  }
}
