import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import type { Faults } from './faults.ts';
import type { FaultKind } from './kinds.ts';

/** What lasts for a while, and for how many seconds at least and at most. */
const SPELLS = {
  'GitLab down': [30, 300],
  'GitLab throttles': [30, 180],
  'EC2 throttles': [10, 120],
  'GitLab slow': [60, 600],
  'EC2 slow': [60, 600],
  'no spot capacity': [60, 900],
  'instances end at launch': [300, 1800],
  'machines give up at boot': [300, 1800],
  'runners end at once': [300, 1800],
  'schedule silent': [600, 600],
  'partition split': [60, 1200],
} as const satisfies Partial<Record<FaultKind, readonly [number, number]>>;

type Spell = keyof typeof SPELLS;

/** For how many seconds each lasts at most. */
export const LONGEST_SPELLS: ReadonlyMap<FaultKind, number> = new Map(
  (Object.entries(SPELLS) as [Spell, readonly [number, number]][]).map(([spell, [, most]]) => [spell, most]),
);

const EVERY = 60;

/** Faults that begin at some minute and last. */
export class Weather {
  readonly #scheduler: Scheduler;
  readonly #faults: Faults;
  readonly #over = new Map<Spell, UnixSeconds>();
  readonly #start: UnixSeconds;
  readonly #until: UnixSeconds;

  /** @param until no spell lasts longer */
  constructor(scheduler: Scheduler, faults: Faults, until: UnixSeconds) {
    this.#scheduler = scheduler;
    this.#faults = faults;
    this.#start = scheduler.now();
    this.#until = until;
    this.#change();
  }

  has(spell: Spell): boolean {
    return this.#secondsLeft(spell) > 0;
  }

  /** At once, if it is not on. */
  whenOver(spell: Spell, task: () => void | Promise<void>): void {
    this.#scheduler.after(this.#secondsLeft(spell), task);
  }

  #secondsLeft(spell: Spell): number {
    return Math.max(0, (this.#over.get(spell) ?? 0) - this.#scheduler.now());
  }

  #change(): void {
    const where = `minute ${Math.round((this.#scheduler.now() - this.#start) / EVERY)}`;
    for (const [spell, [least, most]] of Object.entries(SPELLS) as [Spell, readonly [number, number]][]) {
      if (this.has(spell) || !this.#faults.strikes(spell, where)) continue;
      const over = this.#scheduler.now() + this.#faults.amount(spell, where, least, most);
      this.#over.set(spell, Math.min(over, this.#until));
    }
    if (this.#scheduler.now() < this.#until) this.#scheduler.after(EVERY, () => this.#change());
  }
}
