import { surplusDollars } from '../../config/ec2/burstable.ts';
import type { Settings } from '../../config/settings.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Averages, Levels } from './levels.ts';
import { type MachineKind, paidSeconds } from './machine-kind.ts';
import { WaitCauses } from './wait-causes.ts';
import { Waits } from './waits.ts';

interface StartedJob {
  readonly queuedAt: UnixSeconds;
  /** Is it of a stage after its pipeline's first? */
  readonly isLater: boolean;
}

type State = 'booting' | 'idle' | 'busy';

interface LiveMachine {
  readonly kind: MachineKind;
  readonly launchedAt: UnixSeconds;
  readonly state: State;
  readonly since: UnixSeconds;
  /** Jobs that run on it now. */
  readonly jobs: number;
  /** Seconds that jobs ran on it, until it came into its state. */
  readonly busy: number;
}

/** Seconds of machines of one kind that are paid for. */
export interface PaidMachines {
  readonly kind: MachineKind;
  readonly seconds: number;
  /** Dollars for CPU credits beyond those that each machine earned, if jobs use all of its CPU. */
  readonly surplus: number;
}

/** Parts of the period in pictures. */
const PARTS = 336;

/**
 * Everything that a report on one system needs, recorded as it happens. It forgets what has ended, so its memory
 * grows only with the machines that exist at once.
 */
export class Ledger {
  readonly waits = new Waits();
  /** Of jobs that are not of their pipeline's first stage. */
  readonly laterWaits = new Waits();
  readonly causes: WaitCauses;
  readonly #levels: Levels;
  readonly #live = new Map<string, LiveMachine>();
  readonly #paid = new Map<MachineKind, PaidMachines>();
  #launched = 0;
  #retried = 0;
  #lost = 0;
  #open = 0;
  #running = 0;

  constructor(start: UnixSeconds, end: UnixSeconds, settings: Settings) {
    this.causes = new WaitCauses(settings);
    this.#levels = new Levels(start, end, PARTS);
  }

  /** Its pipeline was pushed. */
  jobCreated(): void {
    this.#open += 1;
  }

  /** It will not run: it was skipped, or waits for a person. */
  jobLeftOut(): void {
    this.#open -= 1;
  }

  jobQueued(at: UnixSeconds): void {
    this.#levels.change('waiting', 1, at);
  }

  /** Its script begins. */
  jobStarted({ queuedAt, isLater }: StartedJob, at: UnixSeconds): void {
    this.causes.ran(this.#running, at);
    this.#running += 1;
    this.causes.started(queuedAt, at);
    this.waits.add(at - queuedAt);
    if (isLater) this.laterWaits.add(at - queuedAt);
    this.#levels.change('waiting', -1, at);
    this.#levels.change('running', 1, at);
  }

  jobEnded(at: UnixSeconds): void {
    this.causes.ran(this.#running, at);
    this.#running -= 1;
    this.#levels.change('running', -1, at);
    this.#open -= 1;
  }

  /** Its machine was taken before it had ended. */
  jobLost(at: UnixSeconds): void {
    this.jobEnded(at);
    this.#lost += 1;
  }

  /** A lost job waits again, as another job. */
  jobRetried(): void {
    this.#retried += 1;
    this.#lost -= 1;
  }

  machineLaunched(id: string, kind: MachineKind, at: UnixSeconds): void {
    this.#launched += 1;
    this.#live.set(id, { kind, launchedAt: at, state: 'booting', since: at, jobs: 0, busy: 0 });
    this.#levels.change('booting', 1, at);
  }

  /** Its boot or one of its jobs has ended: it is idle unless another job runs. */
  machineIdle(id: string, at: UnixSeconds): void {
    this.#has(id, -1, at);
  }

  /** A job begins on it. */
  machineBusy(id: string, at: UnixSeconds): void {
    this.#has(id, 1, at);
  }

  /** Does nothing if the machine is not known or has already ended. */
  machineEnded(id: string, at: UnixSeconds): void {
    const machine = this.#live.get(id);
    if (machine === undefined) return;
    this.#live.delete(id);
    this.#levels.change(machine.state, -1, at);
    this.#pay(machine, at);
  }

  /** Closes the ledger: machines that still live are paid until now. */
  close(at: UnixSeconds): void {
    for (const id of [...this.#live.keys()]) this.machineEnded(id, at);
    this.#levels.settle(at);
  }

  get launched(): number {
    return this.#launched;
  }

  get retried(): number {
    return this.#retried;
  }

  /** Jobs that were lost, and not retried. */
  get lost(): number {
    return this.#lost;
  }

  /** Jobs that will run, or are running. */
  get open(): number {
    return this.#open;
  }

  get paid(): readonly PaidMachines[] {
    return [...this.#paid.values()];
  }

  hours(state: State): number {
    return this.#levels.hours(state);
  }

  averages(): Averages {
    return this.#levels.averages();
  }

  /** So many jobs more than before. */
  #has(id: string, more: number, at: UnixSeconds): void {
    const machine = this.#live.get(id);
    if (machine === undefined) return;
    const jobs = Math.max(0, machine.jobs + more);
    const state: State = jobs > 0 ? 'busy' : 'idle';
    if (state === machine.state) {
      this.#live.set(id, { ...machine, jobs });
      return;
    }
    this.#live.set(id, { ...machine, state, since: at, jobs, busy: busyUntil(machine, at) });
    this.#levels.change(machine.state, -1, at);
    this.#levels.change(state, 1, at);
  }

  #pay(machine: LiveMachine, at: UnixSeconds): void {
    const { kind, launchedAt } = machine;
    const alive = at - launchedAt;
    const before = this.#paid.get(kind) ?? { seconds: 0, surplus: 0 };
    const surplus = kind.hasUnlimitedCredits
      ? surplusDollars(kind.instanceType, alive, busyUntil(machine, at))
      : 0;
    this.#paid.set(kind, {
      kind,
      seconds: before.seconds + paidSeconds(kind, alive),
      surplus: before.surplus + surplus,
    });
  }
}

const busyUntil = ({ state, since, busy }: LiveMachine, at: UnixSeconds): number =>
  state === 'busy' ? busy + at - since : busy;
