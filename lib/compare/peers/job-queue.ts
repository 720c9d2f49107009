import type { JobKind } from '../workloads/workload.ts';
import type { QueuedJob } from './pipelines.ts';

/** Jobs that wait, first come first served, as GitLab hands them out. */
export class JobQueue {
  readonly #lines = new Map<JobKind, Line>();
  #added = 0;

  add(job: QueuedJob): void {
    const line = this.#lines.get(job.kind) ?? new Line();
    this.#lines.set(job.kind, line);
    line.push({ job, place: this.#added });
    this.#added += 1;
  }

  get isEmpty(): boolean {
    return [...this.#lines.values()].every((line) => line.first === undefined);
  }

  /** Takes out the first that the runner in this place of the file may run. */
  take(runner: number): QueuedJob | undefined {
    let best: Line | undefined;
    for (const [{ able }, line] of this.#lines) {
      if (!able.includes(runner) || line.first === undefined) continue;
      if (best?.first === undefined || line.first.place < best.first.place) best = line;
    }
    return best?.shift()?.job;
  }
}

interface Waiting {
  readonly job: QueuedJob;
  readonly place: number;
}

/** An array's own shift moves all that is behind: too slow where a hundred thousand wait. */
class Line {
  #waiting: Waiting[] = [];
  #head = 0;

  get first(): Waiting | undefined {
    return this.#waiting[this.#head];
  }

  push(waiting: Waiting): void {
    this.#waiting.push(waiting);
  }

  shift(): Waiting | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.#head += 1;
    if (this.#head * 2 > this.#waiting.length) {
      this.#waiting = this.#waiting.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }
}
