import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { JobKind, WorkloadJob } from './workload.ts';

const FIRST_CAPACITY = 1024;

/** Many jobs in little memory: 14 bytes each, and given back in the order of their times, whatever they came in. */
export class JobColumns {
  readonly #kinds: JobKind[] = [];
  #queuedAt = new Float64Array(FIRST_CAPACITY);
  #duration = new Float32Array(FIRST_CAPACITY);
  #kind = new Uint16Array(FIRST_CAPACITY);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add({ queuedAt, duration, kind }: WorkloadJob): void {
    if (this.#count === this.#queuedAt.length) this.#grow();
    this.#queuedAt[this.#count] = queuedAt;
    this.#duration[this.#count] = duration;
    this.#kind[this.#count] = this.#indexOf(kind);
    this.#count += 1;
  }

  /** By time; of two at the same time the one added first comes first. */
  *jobs(): Generator<WorkloadJob> {
    const order = Uint32Array.from({ length: this.#count }, (_, index) => index);
    order.sort((one, other) => this.#timeOf(one) - this.#timeOf(other) || one - other);
    for (const index of order) {
      const kind = this.#kinds[this.#kind[index] ?? 0];
      if (kind === undefined) continue;
      yield { queuedAt: this.#timeOf(index), duration: this.#duration[index] ?? 0, kind };
    }
  }

  #timeOf(index: number): UnixSeconds {
    return this.#queuedAt[index] ?? 0;
  }

  #indexOf(kind: JobKind): number {
    const known = this.#kinds.indexOf(kind);
    return known === -1 ? this.#kinds.push(kind) - 1 : known;
  }

  #grow(): void {
    const capacity = this.#queuedAt.length * 2;
    const [queuedAt, duration, kind] = [this.#queuedAt, this.#duration, this.#kind];
    this.#queuedAt = new Float64Array(capacity);
    this.#queuedAt.set(queuedAt);
    this.#duration = new Float32Array(capacity);
    this.#duration.set(duration);
    this.#kind = new Uint16Array(capacity);
    this.#kind.set(kind);
  }
}
