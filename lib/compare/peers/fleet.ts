import type { RunnerSettings } from '../../config/settings.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { WARNING_SECONDS } from '../../simulation/ec2/ec2.ts';
import { whenLifetimeEnds } from '../../simulation/ec2/interruptions.ts';
import { kindOfMachine, type MachineKind } from '../report/machine-kind.ts';
import type { PeerWorld } from './peer.ts';
import type { QueuedJob } from './pipelines.ts';

export interface PeerMachine {
  readonly id: string;
  state: 'Creating' | 'Idle' | 'Used' | 'Gone';
  /** When it entered its state. */
  since: UnixSeconds;
  builds: number;
  /** The job that it runs, or ran last. */
  job?: QueuedJob;
}

/** A runner's machines, as EC2 has them and as AWS bills them. The peer decides what they do. */
export class Fleet {
  readonly #world: PeerWorld;
  readonly #kind: MachineKind;
  readonly #name: string;
  readonly #machines: PeerMachine[] = [];
  #made = 0;

  constructor(world: PeerWorld, runner: RunnerSettings, market?: MachineKind['market']) {
    this.#world = world;
    const kind = kindOfMachine(runner.ec2);
    this.#kind = market === undefined ? kind : { ...kind, market };
    this.#name = runner.name;
  }

  /** In the order in which they were made. */
  get machines(): readonly PeerMachine[] {
    return this.#machines;
  }

  count(state: PeerMachine['state']): number {
    return this.#machines.reduce((count, machine) => count + (machine.state === state ? 1 : 0), 0);
  }

  /** Makes a machine that is Idle when it has booted; then calls the peer. */
  create(onReady: (machine: PeerMachine) => void): void {
    const machine = this.#make();
    this.#world.clock.after(this.#world.boots(), () => {
      this.idle(machine);
      this.#mayInterrupt(machine);
      onReady(machine);
    });
  }

  /** A machine that exists from the start. */
  createReady(): PeerMachine {
    const machine = this.#make();
    this.idle(machine);
    return machine;
  }

  #make(): PeerMachine {
    const { clock, ledger } = this.#world;
    const machine: PeerMachine = {
      ...{ id: `${this.#name}-${this.#made}`, state: 'Creating', since: clock.now(), builds: 0 },
    };
    this.#made += 1;
    this.#machines.push(machine);
    ledger.machineLaunched(machine.id, this.#kind, clock.now());
    return machine;
  }

  /** The machine runs the job, whose script begins now. */
  run(machine: PeerMachine, job: QueuedJob, onEnd: () => void): void {
    const { clock, ledger, pipelines } = this.#world;
    machine.state = 'Used';
    machine.job = job;
    machine.since = clock.now();
    machine.builds += 1;
    ledger.machineBusy(machine.id, clock.now());
    ledger.jobStarted(job, clock.now());
    clock.after(job.duration, () => {
      if (machine.state === 'Gone') return;
      ledger.jobEnded(clock.now());
      onEnd();
      pipelines.ended(job);
    });
  }

  /** Nobody listens to EC2's warning: two minutes later the machine is gone, and a job that it runs has failed. */
  #mayInterrupt(machine: PeerMachine): void {
    if (this.#kind.market !== 'Spot') return;
    const { clock, ledger, lifetime, pipelines } = this.#world;
    const isThere = () => machine.state !== 'Gone';
    whenLifetimeEnds(clock, lifetime(machine.id), isThere, () =>
      clock.after(WARNING_SECONDS, () => {
        if (!isThere()) return;
        const lost = machine.state === 'Used' ? machine.job : undefined;
        this.remove(machine);
        if (lost === undefined) return;
        ledger.jobLost(clock.now());
        pipelines.lost(lost);
      }),
    );
  }

  idle(machine: PeerMachine): void {
    const now = this.#world.clock.now();
    machine.state = 'Idle';
    machine.since = now;
    this.#world.ledger.machineIdle(machine.id, now);
  }

  remove(machine: PeerMachine): void {
    machine.state = 'Gone';
    this.#machines.splice(this.#machines.indexOf(machine), 1);
    this.#world.ledger.machineEnded(machine.id, this.#world.clock.now());
  }
}
