import { idlePolicyAt } from '../../scaler/plan/idle/idle-policy.ts';
import { idleTarget } from '../../scaler/plan/idle/idle-target.ts';
import type { MachineKind } from '../report/machine-kind.ts';
import { FleetRunner } from './fleet-runner.ts';
import type { Peer, PeerWorld } from './peer.ts';
import { PollingManager } from './polling-manager.ts';

/**
 * GitLab's docker-autoscaler on a manager: fleeting and taskscaler on an Auto Scaling group, one job a machine. Like
 * docker+machine it asks for a job every check_interval. Its policy keeps idle_count (or scale_factor) slots ready
 * beyond the jobs in hand, and a machine leaves after idle_time without a job, as far as the policy has enough.
 * https://docs.gitlab.com/runner/executors/docker_autoscaler/
 */
export const dockerAutoscaler = (world: PeerWorld, bastion: MachineKind): Peer =>
  new PollingManager(world, bastion, AutoscalerRunner);

/** Seconds from one look at the group's instances to the next, while it expects some: update_interval_when_expecting. */
const UPDATE_SECONDS = 2;

class AutoscalerRunner extends FleetRunner {
  check(): void {
    while (this.#request());
    this.#scale();
  }

  #request(): boolean {
    if (!this.mayAsk()) return false;
    const job = this.ask();
    if (job === undefined) return false;
    const free = this.fleet.machines.find(({ state }) => state === 'Idle');
    if (free === undefined) this.inHand.push(job);
    else this.use(free, job);
    return true;
  }

  #scale(): void {
    const now = this.world.clock.now();
    const policy = idlePolicyAt(this.runner.machine, now);
    const wanted = this.builds + idleTarget(policy, this.builds).count;
    const most = this.runner.limit === 0 ? Number.POSITIVE_INFINITY : this.runner.limit;
    const missing = Math.min(wanted, most) - this.fleet.machines.length;
    for (let made = 0; made < missing; made += 1) this.#create();
    let spare = -missing;
    for (const machine of [...this.fleet.machines]) {
      if (spare <= 0) return;
      if (machine.state !== 'Idle' || now - machine.since <= policy.idleTime) continue;
      this.fleet.remove(machine);
      spare -= 1;
    }
  }

  /** A machine that has booted is found by the next look at the group. */
  #create(): void {
    this.fleet.create((machine) => {
      const seen = this.world.random.between(0, UPDATE_SECONDS);
      this.world.clock.after(seen, () => this.useForNext(machine));
    });
  }
}
