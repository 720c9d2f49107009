import type { RunnerSettings } from '../../config/settings.ts';
import { type JobKind, kindOf } from './workload.ts';

/** Jobs that no runner may run. */
export interface LeftOut {
  readonly tags: string;
  readonly count: number;
  /** The line of the first. */
  readonly line: number;
}

/** The kinds of jobs of a file, by their tags as written. */
export class Kinds {
  readonly #runners: readonly RunnerSettings[];
  readonly #known = new Map<string, JobKind | undefined>();
  readonly #leftOut = new Map<string, LeftOut>();

  constructor(runners: readonly RunnerSettings[]) {
    this.#runners = runners;
  }

  get leftOut(): readonly LeftOut[] {
    return [...this.#leftOut.values()];
  }

  /** Undefined if no runner may run them, which is counted. */
  of(written: string, line: number): JobKind | undefined {
    if (!this.#known.has(written)) {
      const tags = written.split(/[\s;]+/).filter((tag) => tag !== '');
      this.#known.set(written, kindOf(tags, this.#runners));
    }
    const kind = this.#known.get(written);
    if (kind === undefined) {
      const before = this.#leftOut.get(written) ?? { tags: written, count: 0, line };
      this.#leftOut.set(written, { ...before, count: before.count + 1 });
    }
    return kind;
  }
}
