import type { Clock } from '../../scaler/ports/clock.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { hashOf } from '../hash.ts';
import { FAULTS, type FaultKind } from './kinds.ts';

/** One thing that went wrong. */
export interface Fault {
  readonly kind: FaultKind;
  /** What it struck. The same place is struck again in a world that is the same until then. */
  readonly where: string;
  readonly at: UnixSeconds;
}

/** Says what goes wrong where. */
export interface Faults {
  strikes(kind: FaultKind, where: string): boolean;
  /** How much of it, between the two, where it strikes. */
  amount(kind: FaultKind, where: string, low: number, high: number): number;
}

/** What is needed to have the same faults again, or some of them. */
interface FaultPlan {
  readonly seed: number;
  readonly clock: Clock;
  /** From then on nothing goes wrong any more. */
  readonly until: UnixSeconds;
  /** Only these faults strike; without it, all that the seed brings. */
  readonly only?: ReadonlySet<string>;
  readonly onStrike: (fault: Fault) => void;
}

/**
 * Whether a fault strikes follows from the seed, its kind and its place alone, not from earlier questions: so
 * taking one fault away leaves the others where they are.
 */
export class SeededFaults implements Faults {
  readonly #plan: FaultPlan;

  constructor(plan: FaultPlan) {
    this.#plan = plan;
  }

  strikes(kind: FaultKind, where: string): boolean {
    const { clock, until, only, onStrike } = this.#plan;
    if (clock.now() >= until || this.#drawn(kind, where, '') >= FAULTS[kind]) return false;
    if (only !== undefined && !only.has(nameOf({ kind, where }))) return false;
    onStrike({ kind, where, at: clock.now() });
    return true;
  }

  amount(kind: FaultKind, where: string, low: number, high: number): number {
    return low + this.#drawn(kind, where, 'amount') * (high - low);
  }

  #drawn(kind: FaultKind, where: string, what: string): number {
    return hashOf(this.#plan.seed, `${kind}|${where}|${what}`) / 2 ** 32;
  }
}

export function nameOf({ kind, where }: Pick<Fault, 'kind' | 'where'>): string {
  return `${kind}: ${where}`;
}
