import type { RunnerSettings } from '../../config/settings.ts';
import { Fleet, type PeerMachine } from './fleet.ts';
import type { PeerWorld } from './peer.ts';
import type { QueuedJob } from './pipelines.ts';

/** What a runner has of its manager. */
export interface Manager {
  /** It has fewer jobs in hand than `concurrent`. */
  hasRoom(): boolean;
  /** A job has ended. */
  buildEnded(): void;
}

/** One `[[runners]]` entry of a manager, with a machine for each of its jobs. */
export abstract class FleetRunner {
  protected readonly world: PeerWorld;
  protected readonly runner: RunnerSettings;
  protected readonly fleet: Fleet;
  /** Jobs that it was given and that have no machine yet. */
  protected readonly inHand: QueuedJob[] = [];
  readonly #index: number;
  readonly #manager: Manager;

  constructor(world: PeerWorld, runner: RunnerSettings, index: number, manager: Manager) {
    this.world = world;
    this.runner = runner;
    this.fleet = new Fleet(world, runner);
    this.#index = index;
    this.#manager = manager;
  }

  /** Looks after its machines, and asks GitLab for jobs. */
  abstract check(): void;

  /** Jobs that it was given and that have not ended. */
  get builds(): number {
    return this.fleet.count('Used') + this.inHand.length;
  }

  protected mayAsk(): boolean {
    const { limit } = this.runner;
    return this.#manager.hasRoom() && (limit === 0 || this.builds < limit);
  }

  protected ask(): QueuedJob | undefined {
    return this.world.queue.take(this.#index);
  }

  protected use(machine: PeerMachine, job: QueuedJob): void {
    const { maxBuilds } = this.runner.machine;
    this.fleet.run(machine, job, () => {
      if (maxBuilds > 0 && machine.builds >= maxBuilds) this.remove(machine);
      else {
        this.fleet.idle(machine);
        this.useForNext(machine);
      }
      this.#manager.buildEnded();
    });
  }

  protected useForNext(machine: PeerMachine): void {
    if (machine.state !== 'Idle') return;
    const job = this.inHand.shift();
    if (job !== undefined) this.use(machine, job);
  }

  protected remove(machine: PeerMachine): void {
    this.fleet.remove(machine);
  }
}
