import type { RunnerSettings } from '../../config/settings.ts';
import { sumOf } from '../../scaler/state/sum.ts';
import type { MachineKind } from '../report/machine-kind.ts';
import type { Peer, PeerWorld } from './peer.ts';

/** One `[[runners]]` entry of a manager. */
export interface PolledRunner {
  /** Jobs that it was given and that have not ended. */
  readonly builds: number;
  /** Looks after its machines, and asks GitLab for jobs. */
  check(): void;
}

/** What a runner has of its manager. */
export interface Manager {
  /** It has fewer jobs in hand than `concurrent`. */
  hasRoom(): boolean;
  /** A job has ended. */
  buildEnded(): void;
}

type OpenRunner<R> = (runner: RunnerSettings, index: number, manager: Manager) => R;

/**
 * A GitLab Runner that is always on: it feeds its entries one after the other, spread over the check_interval. At
 * `concurrent` the feed stands still with an entry in hand: that asks for a job as soon as one has ended.
 */
export class PollingManager<R extends PolledRunner> implements Peer {
  readonly bastion: MachineKind;
  readonly #world: PeerWorld;
  readonly #runners: readonly R[];
  /** The entry that the feed stands still with. */
  #blocked: R | undefined;

  constructor(world: PeerWorld, bastion: MachineKind, open: OpenRunner<R>) {
    this.#world = world;
    this.bastion = bastion;
    const manager: Manager = { hasRoom: () => this.#hasRoom(), buildEnded: () => this.#unblock() };
    this.#runners = world.settings.runners.map((runner, index) => open(runner, index, manager));
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
    if (this.#hasRoom()) runner.check();
    else this.#blocked ??= runner;
  }

  #unblock(): void {
    const runner = this.#blocked;
    if (runner === undefined || !this.#hasRoom()) return;
    this.#blocked = undefined;
    runner.check();
  }

  #hasRoom(): boolean {
    const builds = sumOf(this.#runners, ({ builds }) => builds);
    return builds < this.#world.settings.concurrent;
  }
}
