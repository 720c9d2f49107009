import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { JobKind } from './workload.ts';

/** A job that ran, as a file has it. */
interface RecordedJob {
  /** When it began to wait. */
  readonly queuedAt: UnixSeconds;
  /** Seconds. */
  readonly duration: number;
  readonly kind: JobKind;
  /** Of one that is not known: none. */
  readonly pipeline?: string;
  readonly stage?: string;
  readonly name?: string;
  readonly project?: string;
  /** When its pipeline was created, or it began to wait. */
  readonly createdAt: UnixSeconds;
}

const FIRST_CAPACITY = 1024;

/** Many jobs in little memory: some 40 bytes each, whatever is written of them. */
export class JobColumns {
  readonly #kinds = new Dictionary<JobKind>();
  readonly #pipelines = new Dictionary<string>();
  readonly #texts = new Dictionary<string>();
  #numbers = new Float64Array(2 * FIRST_CAPACITY);
  #duration = new Float32Array(FIRST_CAPACITY);
  #references = new Int32Array(REFERENCES * FIRST_CAPACITY);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(job: RecordedJob): void {
    if (this.#count === this.#duration.length) this.#grow();
    const { queuedAt, duration, kind, pipeline, createdAt } = job;
    const { stage = 'test', name = 'job', project = 'project' } = job;
    this.#numbers.set([queuedAt, createdAt], 2 * this.#count);
    this.#duration[this.#count] = duration;
    const own = -1 - this.#count;
    this.#references.set(
      [
        this.#kinds.place(kind),
        pipeline === undefined ? own : this.#pipelines.place(pipeline),
        ...[stage, name, project].map((text) => this.#texts.place(text)),
      ],
      REFERENCES * this.#count,
    );
    this.#count += 1;
  }

  queuedAt(index: number): UnixSeconds {
    return this.#numbers[2 * index] ?? 0;
  }

  createdAt(index: number): UnixSeconds {
    return this.#numbers[2 * index + 1] ?? 0;
  }

  duration(index: number): number {
    return this.#duration[index] ?? 0;
  }

  kind(index: number): JobKind {
    return this.#kinds.at(this.#reference(index, 0));
  }

  /** The same number for all of a pipeline: below 0 for a job that is the only one of its own. */
  pipeline(index: number): number {
    return this.#reference(index, 1);
  }

  stage(index: number): string {
    return this.#texts.at(this.#reference(index, 2));
  }

  name(index: number): string {
    return this.#texts.at(this.#reference(index, 3));
  }

  project(index: number): string {
    return this.#texts.at(this.#reference(index, 4));
  }

  #reference(index: number, which: number): number {
    return this.#references[REFERENCES * index + which] ?? 0;
  }

  #grow(): void {
    const [numbers, duration, references] = [this.#numbers, this.#duration, this.#references];
    this.#numbers = new Float64Array(2 * numbers.length);
    this.#numbers.set(numbers);
    this.#duration = new Float32Array(2 * duration.length);
    this.#duration.set(duration);
    this.#references = new Int32Array(2 * references.length);
    this.#references.set(references);
  }
}

/** A job's kind, pipeline, stage, name and project. */
const REFERENCES = 5;

/** Each value once, and its place. */
class Dictionary<T> {
  readonly #values: T[] = [];
  readonly #places = new Map<T, number>();

  place(value: T): number {
    const known = this.#places.get(value);
    if (known !== undefined) return known;
    this.#places.set(value, this.#values.length);
    return this.#values.push(value) - 1;
  }

  at(place: number): T {
    return this.#values[place] as T;
  }
}
