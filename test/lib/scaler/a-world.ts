import type { Settings } from '../../../lib/config/settings.ts';
import type { World } from '../../../lib/scaler/ports/world.ts';
import { reconcile } from '../../../lib/scaler/reconcile.ts';
import type { IdleMachine } from '../../../lib/scaler/state/machines/machine.ts';
import { runnerDescription } from '../../../lib/scaler/state/machines/runner-description.ts';
import type { UnixSeconds } from '../../../lib/scaler/state/time.ts';
import { VirtualClock } from '../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedEc2 } from '../../../lib/simulation/ec2/ec2.ts';
import { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import type { NewJob, SimulatedJob } from '../../../lib/simulation/gitlab/model.ts';
import { gitlabPort } from '../../../lib/simulation/gitlab/port.ts';
import { MemoryMetrics } from '../../../lib/simulation/memory/metrics.ts';
import { openMemoryStore } from '../../../lib/simulation/memory/store.ts';
import { MemoryTable } from '../../../lib/simulation/memory/table.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { NOW } from '../../builders/state.ts';

export const PROJECT = 380;
export const SCALER = 'bastionless-test';

/** The real scaler on the in-memory store, a simulated EC2 and a simulated GitLab; nothing happens by itself. */
export class TestWorld {
  readonly clock = new VirtualClock(NOW);
  readonly errors: string[] = [];
  /** The times that it asked to be woken at. */
  readonly wakeUps: UnixSeconds[] = [];
  readonly metrics = new MemoryMetrics();
  readonly gitlab: SimulatedGitLab;
  readonly ec2: SimulatedEc2;
  readonly world: World;
  readonly settings: Settings;

  constructor(settings: Settings) {
    const random = new SeededRandom(7);
    const { clock, metrics, errors } = this;
    this.settings = settings;
    this.gitlab = new SimulatedGitLab({ clock, random, apiToken: 'token' });
    this.gitlab.projects.add({ id: PROJECT, path: 'acme/shop', groupId: 1 });
    const listeners = { onBoot: () => undefined, onNews: () => undefined, onEnd: () => undefined };
    this.ec2 = new SimulatedEc2(clock, random, listeners);
    const store = openMemoryStore({ table: new MemoryTable(), writer: 'reconcile' });
    const log = {
      info: () => undefined,
      warn: () => undefined,
      error: (message: string) => errors.push(message),
    };
    this.world = {
      ...{ store, clock, random, log, metrics },
      ec2: this.ec2,
      gitlab: gitlabPort(this.gitlab),
      wakeUps: { wakeAt: async (at) => void this.wakeUps.push(at) },
    };
  }

  reconcile(): Promise<unknown> {
    return reconcile(this.world, this.settings);
  }

  /** Jobs are pushed, and heard of. */
  async push(jobs: readonly NewJob[]): Promise<readonly SimulatedJob[]> {
    const pushed = this.gitlab.pipelines.push(PROJECT, jobs);
    for (const { id } of pushed) await this.hear(id);
    return pushed;
  }

  /** What the webhook of the job's status now would tell. */
  async hear(id: number): Promise<void> {
    const job = await this.world.gitlab.findJob({ id, projectId: PROJECT });
    if (job === undefined) throw new Error(`there is no job ${id}`);
    await this.world.store.record({ ...job, at: this.clock.now() });
  }

  async machines() {
    return (await this.world.store.readActive()).machines;
  }

  /** The one machine there is, registered. */
  async register(): Promise<{ machine: IdleMachine; token: string }> {
    const [machine] = await this.machines();
    const [runner] = this.settings.runners;
    if (machine?.state !== 'Creating' || runner === undefined) throw new Error('no machine was launched');
    const { id, token } = await this.world.gitlab.createRunner(
      runner,
      runnerDescription(machine.name, SCALER),
    );
    const idle: IdleMachine = { ...machine, state: 'Idle', runnerId: id, since: this.clock.now() };
    await this.world.store.machines.replace(idle);
    return { machine: { ...idle, revision: idle.revision + 1 }, token };
  }

  /** A machine that runs a job, as is known. */
  async runJob(wanted: NewJob = { name: 'unit' }): Promise<{ machine: IdleMachine; job: SimulatedJob }> {
    await this.push([wanted]);
    await this.reconcile();
    const { machine, token } = await this.register();
    const given = this.gitlab.requestJob(token);
    if (given.kind !== 'Given') throw new Error('the machine was given no job');
    await this.hear(given.job.id);
    await this.reconcile();
    return { machine, job: given.job };
  }
}
