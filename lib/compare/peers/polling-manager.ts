import type { RunnerSettings } from '../../config/settings.ts';
import { sumOf } from '../../scaler/state/sum.ts';
import type { MachineKind } from '../report/machine-kind.ts';
import type { FleetRunner, Manager } from './fleet-runner.ts';
import type { Peer, PeerWorld } from './peer.ts';

type OpenRunner = new (
  world: PeerWorld,
  runner: RunnerSettings,
  index: number,
  manager: Manager,
) => FleetRunner;

/**
 * A GitLab Runner that is always on: it checks its entries one after the other, spread over the check_interval. At
 * `concurrent` the feed is stuck with an entry, which asks for a job as soon as one has ended.
 */
export class PollingManager implements Peer {
  readonly bastion: MachineKind;
  readonly #world: PeerWorld;
  readonly #runners: readonly FleetRunner[];
  /** The entry that the feed is stuck with. */
  #blocked: FleetRunner | undefined;

  constructor(world: PeerWorld, bastion: MachineKind, Runner: OpenRunner) {
    this.#world = world;
    this.bastion = bastion;
    const manager: Manager = { hasRoom: () => this.#hasRoom(), buildEnded: () => this.#unblock() };
    this.#runners = world.settings.runners.map((runner, index) => new Runner(world, runner, index, manager));
  }

  start(): void {
    const { clock, timing } = this.#world;
    for (const [index, runner] of this.#runners.entries()) {
      clock.after((index * timing.checkInterval) / this.#runners.length, () => this.#loop(runner));
    }
  }

  /** It is not told: it polls. */
  jobQueued(): void {}

  #loop(runner: FleetRunner): void {
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
