import type { RunnerSettings } from '../../config/settings.ts';
import type { IdlePolicy } from '../../scaler/plan/idle-policy.ts';
import type { MachineKind } from '../report/ledger.ts';
import type { WorkloadJob } from '../workloads/workload.ts';
import { Fleet, type PeerMachine } from './fleet.ts';
import type { PeerWorld } from './peer.ts';
import { PolicyCache } from './policy-cache.ts';
import { type PolledRunner, PollingManager } from './polling-manager.ts';

/**
 * GitLab Runner's docker+machine executor on its bastion, as its source has it (executors/docker/machine): every
 * check_interval a runner looks after its machines and asks GitLab for one job, and at once for the next if it was
 * given one. With IdleCount it asks only with a machine in hand; without, a job it was given waits for a machine of
 * its own to boot, or for one that becomes free before.
 */
export class DockerMachine extends PollingManager<DockerMachineRunner> {
  constructor(world: PeerWorld, bastion: MachineKind) {
    super(world, bastion, (runner, index, hasRoom) => new DockerMachineRunner(world, runner, index, hasRoom));
  }
}

/** One `[[runners]]` entry. */
class DockerMachineRunner implements PolledRunner {
  readonly #world: PeerWorld;
  readonly #runner: RunnerSettings;
  readonly #index: number;
  readonly #hasRoom: () => boolean;
  readonly #fleet: Fleet;
  readonly #policy: PolicyCache;
  /** Jobs that it was given and that have no machine yet. */
  readonly #inHand: WorkloadJob[] = [];
  /** Machines that wait until fewer are Creating than MaxGrowthRate. */
  #postponed = 0;

  constructor(world: PeerWorld, runner: RunnerSettings, index: number, hasRoom: () => boolean) {
    this.#world = world;
    this.#runner = runner;
    this.#index = index;
    this.#hasRoom = hasRoom;
    this.#fleet = new Fleet(world, runner);
    this.#policy = new PolicyCache(runner);
  }

  /** Jobs that it was given and that have not ended. */
  get builds(): number {
    return this.#fleet.count('Used') + this.#inHand.length;
  }

  check(): void {
    while (this.#process());
  }

  /** Provider.Acquire, then one request. Says whether a job was given. */
  #process(): boolean {
    const { limit } = this.#runner;
    if (!this.#hasRoom() || (limit > 0 && this.builds >= limit)) return false;
    const policy = this.#policy.at(this.#world.clock.now());
    this.#removeIdle(policy);
    this.#createAhead(policy);
    const free = this.#newestIdle();
    if (free === undefined && policy.idleCount > 0) return false;
    const job = this.#world.queue.take(this.#index);
    if (job === undefined) return false;
    if (free !== undefined) this.#use(free, job);
    else this.#createFor(job);
    return true;
  }

  #removeIdle(policy: IdlePolicy): void {
    const now = this.#world.clock.now();
    const counted = { creating: 0, idle: 0, used: 0 };
    for (const machine of [...this.#fleet.machines]) {
      const isTooLong = machine.state === 'Idle' && now - machine.since > policy.idleTime;
      if (isTooLong && !this.#mayCreateIdle(policy, counted)) this.#fleet.remove(machine);
      else if (machine.state === 'Creating') counted.creating += 1;
      else if (machine.state === 'Idle') counted.idle += 1;
      else counted.used += 1;
    }
  }

  #createAhead(policy: IdlePolicy): void {
    const counted = {
      creating: this.#fleet.count('Creating') + this.#postponed,
      idle: this.#fleet.count('Idle'),
      used: this.#fleet.count('Used'),
    };
    while (this.#mayCreateIdle(policy, counted)) {
      counted.creating += 1;
      this.#create();
    }
  }

  /** canCreateIdle of executors/docker/machine/machine_limits.go, rule by rule. */
  #mayCreateIdle(policy: IdlePolicy, { creating, idle, used }: Counted): boolean {
    const { limit, machine } = this.#runner;
    const available = creating + idle;
    if (machine.maxGrowthRate > 0 && creating >= machine.maxGrowthRate) return false;
    if (limit > 0 && available + used >= limit) return false;
    if (available >= policy.idleCount) return false;
    if (policy.idleScaleFactor === 0) return true;
    const least = Math.max(policy.idleCountMin, 1);
    return available < least || available < Math.floor(used * policy.idleScaleFactor);
  }

  #newestIdle(): PeerMachine | undefined {
    return this.#fleet.machines.findLast(({ state }) => state === 'Idle');
  }

  #createFor(job: WorkloadJob): void {
    this.#inHand.push(job);
    this.#create();
  }

  #create(): void {
    const { maxGrowthRate } = this.#runner.machine;
    if (maxGrowthRate > 0 && this.#fleet.count('Creating') >= maxGrowthRate) {
      this.#postponed += 1;
      return;
    }
    this.#fleet.create((machine) => {
      if (this.#postponed > 0) {
        this.#postponed -= 1;
        this.#create();
      }
      this.#useForNext(machine);
    });
  }

  #use(machine: PeerMachine, job: WorkloadJob): void {
    const { maxBuilds } = this.#runner.machine;
    this.#fleet.run(machine, job, () => {
      if (maxBuilds > 0 && machine.builds >= maxBuilds) return this.#fleet.remove(machine);
      this.#fleet.idle(machine);
      this.#useForNext(machine);
    });
  }

  #useForNext(machine: PeerMachine): void {
    const job = this.#inHand.shift();
    if (job !== undefined) this.#use(machine, job);
  }
}

interface Counted {
  creating: number;
  idle: number;
  used: number;
}
