export interface Appended {
  /** Bytes that the log has now. */
  readonly size: number;
  /** False if the part does not begin where the log ends: nothing was appended. */
  readonly fits: boolean;
}

/** A job's log, that grows part by part. */
export class Trace {
  readonly #parts: Uint8Array[] = [];
  #size = 0;

  append(start: number, part: Uint8Array): Appended {
    if (start !== this.#size) return { size: this.#size, fits: false };
    this.#parts.push(part);
    this.#size += part.byteLength;
    return { size: this.#size, fits: true };
  }

  get size(): number {
    return this.#size;
  }

  text(): string {
    return Buffer.concat(this.#parts).toString('utf8');
  }
}
