import type { UnixSeconds } from '../../scaler/state/time.ts';

/** What is counted over time. */
const LEVELS = ['booting', 'idle', 'busy', 'waiting', 'running'] as const;
export type Level = (typeof LEVELS)[number];

/** The average of each level in equal parts of the period, in order. */
export type Averages = Readonly<Record<Level, readonly number[]>>;

/**
 * How many machines are booting, idle and busy, and how many jobs wait and run, as time passes. It is kept as seconds
 * in each part of the period, so it takes the same memory however much happens.
 */
export class Levels {
  readonly #start: UnixSeconds;
  readonly #seconds: number;
  readonly #parts: number;
  readonly #series = new Map(LEVELS.map((level) => [level, new Series()]));

  constructor(start: UnixSeconds, end: UnixSeconds, parts: number) {
    this.#start = start;
    this.#seconds = (end - start) / parts;
    this.#parts = parts;
  }

  change(level: Level, by: number, at: UnixSeconds): void {
    this.#of(level).change(by, this.#place(at));
  }

  /** Counts until then. */
  settle(at: UnixSeconds): void {
    for (const series of this.#series.values()) series.change(0, this.#place(at));
  }

  /** Its hours in all, as far as they are settled. */
  hours(level: Level): number {
    return (this.#of(level).total * this.#seconds) / 3600;
  }

  averages(): Averages {
    const of = (level: Level) => Array.from({ length: this.#parts }, (_, part) => this.#of(level).part(part));
    return Object.fromEntries(LEVELS.map((level) => [level, of(level)])) as unknown as Averages;
  }

  #place(at: UnixSeconds): number {
    return (at - this.#start) / this.#seconds;
  }

  #of(level: Level): Series {
    const series = this.#series.get(level);
    if (series === undefined) throw new Error(`there is no level ${level}`);
    return series;
  }
}

/** One level; places are counted in parts of the period, with fractions. */
class Series {
  readonly #parts: number[] = [];
  #level = 0;
  #since = 0;
  #total = 0;

  get total(): number {
    return this.#total;
  }

  part(index: number): number {
    return this.#parts[index] ?? 0;
  }

  change(by: number, place: number): void {
    if (this.#level !== 0) this.#spread(this.#since, place);
    this.#level += by;
    this.#since = place;
  }

  #spread(from: number, to: number): void {
    this.#total += this.#level * (to - from);
    for (let part = Math.floor(from); part < to; part += 1) {
      const within = Math.min(to, part + 1) - Math.max(from, part);
      this.#parts[part] = this.part(part) + this.#level * within;
    }
  }
}
