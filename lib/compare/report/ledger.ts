import type { Ec2Settings } from '../../config/settings.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { type Averages, Levels } from './levels.ts';
import { Waits } from './waits.ts';

/** What a machine is paid for: the same for all machines of a runner. */
export interface MachineKind {
  readonly market: 'Spot' | 'OnDemand';
  readonly instanceType: string;
  readonly volumeType: string;
  readonly gibibytes: number;
  readonly hasPublicAddress: boolean;
}

export function kindOfMachine({ market, instanceTypes, disk, hasPublicAddress }: Ec2Settings): MachineKind {
  const volume = { volumeType: disk.type, gibibytes: disk.gibibytes };
  return { market: market.kind, instanceType: instanceTypes[0], ...volume, hasPublicAddress };
}

/** Linux is paid by the second, a minute at least. https://aws.amazon.com/ec2/pricing/on-demand/ */
const LEAST_PAID = 60;

export interface StartedJob {
  readonly queuedAt: UnixSeconds;
  /** It is not of its pipeline's first stage. */
  readonly isLater: boolean;
}

type State = 'booting' | 'idle' | 'busy';

interface LiveMachine {
  readonly kind: MachineKind;
  readonly launchedAt: UnixSeconds;
  readonly state: State;
}

/** Seconds of machines of one kind that are paid for. */
export interface PaidMachines {
  readonly kind: MachineKind;
  readonly seconds: number;
}

/** The parts of the period that a picture shows. */
const PARTS = 336;

/**
 * Everything that a report on one system needs, noted as it happens. It forgets what has ended, so its memory
 * grows only with the machines that exist at once.
 */
export class Ledger {
  readonly waits = new Waits();
  /** Of jobs that are not of their pipeline's first stage. */
  readonly laterWaits = new Waits();
  readonly #levels: Levels;
  readonly #live = new Map<string, LiveMachine>();
  readonly #paid = new Map<MachineKind, number>();
  #launched = 0;
  #retried = 0;
  #lost = 0;
  #open = 0;

  constructor(start: UnixSeconds, end: UnixSeconds) {
    this.#levels = new Levels(start, end, PARTS);
  }

  /** Its pipeline was pushed, or it may run after all. */
  jobCreated(): void {
    this.#open += 1;
  }

  /** It will not run: it was skipped, or waits for somebody. */
  jobLeftOut(): void {
    this.#open -= 1;
  }

  jobQueued(at: UnixSeconds): void {
    this.#levels.change('waiting', 1, at);
  }

  /** Its script begins. */
  jobStarted({ queuedAt, isLater }: StartedJob, at: UnixSeconds): void {
    this.waits.add(at - queuedAt);
    if (isLater) this.laterWaits.add(at - queuedAt);
    this.#levels.change('waiting', -1, at);
    this.#levels.change('running', 1, at);
  }

  jobEnded(at: UnixSeconds): void {
    this.#levels.change('running', -1, at);
    this.#open -= 1;
  }

  /** Its machine was taken before it had ended. */
  jobLost(at: UnixSeconds): void {
    this.jobEnded(at);
    this.#lost += 1;
  }

  /** One that was lost waits again, as another job. */
  jobRetried(): void {
    this.#retried += 1;
    this.#lost -= 1;
  }

  machineLaunched(id: string, kind: MachineKind, at: UnixSeconds): void {
    this.#launched += 1;
    this.#live.set(id, { kind, launchedAt: at, state: 'booting' });
    this.#levels.change('booting', 1, at);
  }

  machineIdle(id: string, at: UnixSeconds): void {
    this.#enter(id, 'idle', at);
  }

  machineBusy(id: string, at: UnixSeconds): void {
    this.#enter(id, 'busy', at);
  }

  /** A machine that is not known, or has ended, is none of it. */
  machineEnded(id: string, at: UnixSeconds): void {
    const machine = this.#live.get(id);
    if (machine === undefined) return;
    this.#live.delete(id);
    this.#levels.change(machine.state, -1, at);
    this.#pay(machine.kind, Math.max(LEAST_PAID, at - machine.launchedAt));
  }

  /** The account is closed: what lives is paid until now. */
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

  /** Jobs that are to run, or do. */
  get open(): number {
    return this.#open;
  }

  get paid(): readonly PaidMachines[] {
    return [...this.#paid].map(([kind, seconds]) => ({ kind, seconds }));
  }

  hours(state: State): number {
    return this.#levels.hours(state);
  }

  averages(): Averages {
    return this.#levels.averages();
  }

  #enter(id: string, state: State, at: UnixSeconds): void {
    const machine = this.#live.get(id);
    if (machine === undefined || machine.state === state) return;
    this.#live.set(id, { ...machine, state });
    this.#levels.change(machine.state, -1, at);
    this.#levels.change(state, 1, at);
  }

  #pay(kind: MachineKind, seconds: number): void {
    this.#paid.set(kind, (this.#paid.get(kind) ?? 0) + seconds);
  }
}
