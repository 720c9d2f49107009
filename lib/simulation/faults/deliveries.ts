import type { Scheduler, Task } from '../clock/scheduler.ts';
import { pause } from '../world/latency.ts';
import type { Faults } from './faults.ts';

const LONGEST_DELAY = 300;
const AGAIN_AFTER = 60;

type Sort = 'webhook' | 'EC2 event' | 'wake-up';

/** How messages of one sort get from one place to another. */
export class Deliveries {
  readonly #scheduler: Scheduler;
  readonly #faults: Faults;
  readonly #sort: Sort;

  constructor(scheduler: Scheduler, faults: Faults, sort: Sort) {
    this.#scheduler = scheduler;
    this.#faults = faults;
    this.#sort = sort;
  }

  /** Delivers a message: once, twice or never, soon or late. `where` says which message it is. */
  send(where: string, usual: number, deliver: Task): void {
    const faults = this.#faults;
    if (faults.strikes(`${this.#sort} lost`, where)) return;
    const delay = faults.strikes(`${this.#sort} delayed`, where)
      ? faults.amount(`${this.#sort} delayed`, where, 1, LONGEST_DELAY)
      : usual;
    this.#scheduler.after(delay, deliver);
    if (!faults.strikes(`${this.#sort} doubled`, where)) return;
    const again = faults.amount(`${this.#sort} doubled`, where, 0, AGAIN_AFTER);
    this.#scheduler.after(delay + again, deliver);
  }
}

/** Delivers a batch, and sometimes late, or once more. */
export async function deliverBatch<T>(
  { scheduler, faults }: { readonly scheduler: Scheduler; readonly faults: Faults },
  deliver: () => Promise<T>,
): Promise<T> {
  const where = `batch at ${scheduler.now().toFixed(2)}`;
  if (faults.strikes('batch delayed', where)) {
    await pause(scheduler, faults.amount('batch delayed', where, 1, AGAIN_AFTER));
  }
  const outcome = await deliver();
  return faults.strikes('batch replayed', where) ? deliver() : outcome;
}
