import type { SimulatedJob } from './model.ts';

interface Append {
  /** Bytes that the log has now. */
  readonly size: number;
  /** False if the part does not begin where the log ends: nothing was appended. */
  readonly fits: boolean;
}

export interface Appended extends Append {
  readonly kind?: never;
  readonly job: SimulatedJob;
}

/** A job's log, that grows part by part. */
export class Trace {
  readonly #parts: Uint8Array[] = [];
  #size = 0;
  #isStored = false;

  append(start: number, part: Uint8Array): Append {
    if (start !== this.#size) return { size: this.#size, fits: false };
    this.#parts.push(part);
    this.#size += part.byteLength;
    return { size: this.#size, fits: true };
  }

  /** True at the first time that it is asked, if there is anything in it. */
  isBeingStored(): boolean {
    const isFirst = !this.#isStored && this.#size > 0;
    this.#isStored = true;
    return isFirst;
  }

  get size(): number {
    return this.#size;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}
