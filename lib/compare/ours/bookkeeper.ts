import { diskGibibytes } from '../../config/ec2/disk.ts';
import type { Settings } from '../../config/settings.ts';
import type { Clock } from '../../scaler/ports/clock.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { SimulatedJob } from '../../simulation/gitlab/model.ts';
import type { Observer } from '../../simulation/world/observer.ts';
import type { Ledger } from '../report/ledger.ts';
import { kindOfMachine, type MachineKind } from '../report/machine-kind.ts';

interface Books {
  readonly ledger: Ledger;
  readonly settings: Settings;
  readonly clock: () => Clock;
  /** Is the job of a stage after its pipeline's first? */
  readonly isLater: (job: SimulatedJob) => boolean;
}

/** Writes into the ledger what the world's observer sees. */
export class Bookkeeper implements Observer {
  readonly #ledger: Ledger;
  readonly #clock: () => Clock;
  readonly #kinds: ReadonlyMap<string, MachineKind>;
  readonly #isLater: (job: SimulatedJob) => boolean;
  /** Instances by the GitLab runner that they have. */
  readonly #instances = new Map<number, string>();

  constructor({ ledger, settings, clock, isLater }: Books) {
    this.#ledger = ledger;
    this.#clock = clock;
    this.#isLater = isLater;
    this.#kinds = new Map(
      settings.runners.map(({ name, ec2 }) => [
        name,
        { ...kindOfMachine(ec2), gibibytes: diskGibibytes(ec2) },
      ]),
    );
  }

  onJob(job: SimulatedJob): void {
    const { status, queuedAt, startedAt, runnerId, retries, failureReason } = job;
    const now = this.#clock().now();
    const instance = this.#instances.get(runnerId ?? 0) ?? '';
    switch (status) {
      case 'created':
        this.#ledger.jobCreated();
        return;
      case 'manual':
      case 'skipped':
        this.#ledger.jobLeftOut();
        return;
      case 'pending':
        if (retries > 0) this.#ledger.jobRetried();
        this.#ledger.jobQueued(now);
        return;
      case 'running':
        this.#ledger.jobStarted({ queuedAt: queuedAt ?? now, isLater: this.#isLater(job) }, now);
        this.#ledger.machineBusy(instance, now);
        return;
      case 'success':
      case 'failed':
      case 'canceled':
        if (startedAt === undefined) this.#ledger.jobLeftOut();
        else if (status === 'success' || failureReason === 'script_failure') this.#ended(instance, now);
        else this.#ledger.jobLost(now);
        return;
      default:
    }
  }

  #ended(instance: string, now: UnixSeconds): void {
    this.#ledger.jobEnded(now);
    this.#ledger.machineIdle(instance, now);
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
