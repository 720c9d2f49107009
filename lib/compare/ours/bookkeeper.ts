import type { Settings } from '../../config/settings.ts';
import type { Clock } from '../../scaler/ports/clock.ts';
import type { Instance } from '../../scaler/state/instance.ts';
import type { Machine } from '../../scaler/state/machine.ts';
import type { SimulatedJob } from '../../simulation/gitlab/model.ts';
import type { Observer } from '../../simulation/world/world.ts';
import { kindOfMachine, type Ledger, type MachineKind } from '../report/ledger.ts';

/** Writes into the ledger what the world's observer is told. */
export class Bookkeeper implements Observer {
  readonly #ledger: Ledger;
  readonly #clock: () => Clock;
  readonly #kinds: ReadonlyMap<string, MachineKind>;
  /** Instances by the GitLab runner that they have. */
  readonly #instances = new Map<number, string>();

  constructor(ledger: Ledger, settings: Settings, clock: () => Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#kinds = new Map(settings.runners.map(({ name, ec2 }) => [name, kindOfMachine(ec2)]));
  }

  onJob({ status, queuedAt, startedAt, runnerId, retries }: SimulatedJob): void {
    const now = this.#clock().now();
    const instance = this.#instances.get(runnerId ?? 0) ?? '';
    switch (status) {
      case 'pending':
        if (retries > 0) this.#ledger.jobRetried();
        this.#ledger.jobQueued(now);
        return;
      case 'running':
        this.#ledger.jobStarted(queuedAt ?? now, now);
        this.#ledger.machineBusy(instance, now);
        return;
      case 'success':
        this.#ledger.jobEnded(now);
        this.#ledger.machineIdle(instance, now);
        return;
      case 'failed':
      case 'canceled':
        if (startedAt !== undefined) this.#ledger.jobLost(now);
        return;
      default:
    }
  }

  onInstance({ instanceId, runner, state }: Instance): void {
    const now = this.#clock().now();
    const kind = this.#kinds.get(runner);
    if (state === 'pending' && kind !== undefined) this.#ledger.machineLaunched(instanceId, kind, now);
    if (state === 'terminated') this.#ledger.machineEnded(instanceId, now);
  }

  onMachine(machine: Machine): void {
    const { runnerId, instanceId } = machine;
    if (runnerId === undefined || this.#instances.has(runnerId)) return;
    this.#instances.set(runnerId, instanceId);
    this.#ledger.machineIdle(instanceId, this.#clock().now());
  }

  onMachineRemoved({ runnerId }: Machine): void {
    if (runnerId !== undefined) this.#instances.delete(runnerId);
  }
}
