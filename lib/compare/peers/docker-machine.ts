import { type IdlePolicy, idlePolicyAt } from '../../scaler/plan/idle/idle-policy.ts';
import type { MachineKind } from '../report/machine-kind.ts';
import type { PeerMachine } from './fleet.ts';
import { FleetRunner } from './fleet-runner.ts';
import type { Peer, PeerWorld } from './peer.ts';
import type { QueuedJob } from './pipelines.ts';
import { PollingManager } from './polling-manager.ts';

/**
 * GitLab Runner's docker+machine executor on its bastion, as its source has it (executors/docker/machine): every
 * check_interval a runner looks after its machines and asks GitLab for one job, and at once for the next if it was
 * given one. With IdleCount it asks only with a machine in hand; without, a job it was given waits for a machine of
 * its own to boot, or for one that becomes free before. At MaxGrowthRate it asks for none. Checked against the real
 * program, with a docker-machine that makes machines as ours are made.
 */
export const dockerMachine = (world: PeerWorld, bastion: MachineKind): Peer =>
  new PollingManager(world, bastion, DockerMachineRunner);

/** What `docker-machine rm` takes, about: it ends the instance and deletes its key. */
const REMOVAL_SECONDS = 5;

class DockerMachineRunner extends FleetRunner {
  /** Machines that this check gave to jobs: Acquired, which count as available until they are used. */
  #acquired = 0;
  /** Machines that are being removed: they count against `limit`. */
  #removing = 0;

  check(): void {
    this.#acquired = 0;
    while (this.#process());
  }

  /** Provider.Acquire, then one request. Says whether a job was given. */
  #process(): boolean {
    if (!this.mayAsk()) return false;
    const policy = idlePolicyAt(this.runner.machine, this.world.clock.now());
    this.#removeIdle(policy);
    this.#createAhead(policy);
    const free = this.#newestIdle();
    if (free === undefined && (policy.idleCount > 0 || !this.#mayGrow(this.fleet.count('Creating'))))
      return false;
    const job = this.ask();
    if (job === undefined) return false;
    if (free !== undefined) this.#acquire(free, job);
    else this.#createFor(job);
    return true;
  }

  #removeIdle(policy: IdlePolicy): void {
    const now = this.world.clock.now();
    const counted = { creating: 0, idle: this.#acquired, used: -this.#acquired };
    for (const machine of [...this.fleet.machines]) {
      const isTooLong = machine.state === 'Idle' && now - machine.since > policy.idleTime;
      if (isTooLong && !this.#isWanted(policy, counted)) this.remove(machine);
      else if (machine.state === 'Creating') counted.creating += 1;
      else if (machine.state === 'Idle') counted.idle += 1;
      else counted.used += 1;
    }
  }

  #createAhead(policy: IdlePolicy): void {
    const counted = {
      creating: this.fleet.count('Creating'),
      idle: this.fleet.count('Idle') + this.#acquired,
      used: this.fleet.count('Used') - this.#acquired,
    };
    while (this.#mayGrow(counted.creating) && this.#isWanted(policy, counted)) {
      counted.creating += 1;
      this.#create();
    }
  }

  #mayGrow(creating: number): boolean {
    const { maxGrowthRate } = this.runner.machine;
    return maxGrowthRate === 0 || creating < maxGrowthRate;
  }

  /** By executors/docker/machine/idle_limit_strategy.go: would one more that stands ready be made, or be kept? */
  #isWanted(policy: IdlePolicy, { creating, idle, used }: Counted): boolean {
    const { limit } = this.runner;
    const available = creating + idle;
    if (limit > 0 && available + used + this.#removing >= limit) return false;
    if (available >= policy.idleCount) return false;
    if (policy.idleScaleFactor === 0) return true;
    const least = Math.max(policy.idleCountMin, 1);
    return available < least || available < Math.floor(used * policy.idleScaleFactor);
  }

  #newestIdle(): PeerMachine | undefined {
    return this.fleet.machines.findLast(({ state }) => state === 'Idle');
  }

  #createFor(job: QueuedJob): void {
    this.inHand.push(job);
    this.#create();
  }

  #create(): void {
    this.fleet.create((machine) => this.useForNext(machine));
  }

  protected override remove(machine: PeerMachine): void {
    super.remove(machine);
    this.#removing += 1;
    this.world.clock.after(REMOVAL_SECONDS, () => {
      this.#removing -= 1;
    });
  }

  #acquire(machine: PeerMachine, job: QueuedJob): void {
    this.#acquired += 1;
    this.use(machine, job);
  }
}

interface Counted {
  creating: number;
  idle: number;
  used: number;
}
