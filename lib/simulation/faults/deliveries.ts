import type { Scheduler, Task } from '../clock/scheduler.ts';
import { pause } from '../world/latency.ts';
import type { Faults } from './faults.ts';
import type { Dangers } from './port-faults.ts';

const LONGEST_DELAY = 300;
const AGAIN_AFTER = 60;

type Sort = 'webhook' | 'EC2 event' | 'wake-up';

/** How messages of one sort get from one place to another. */
export class Deliveries {
  readonly #dangers: Dangers;
  readonly #sort: Sort;

  constructor(dangers: Dangers, sort: Sort) {
    this.#dangers = dangers;
    this.#sort = sort;
  }

  /** Delivers a message: once, twice or never, soon or late. What it is says `message`, where that makes a difference. */
  send(message: () => string, usual: number, deliver: Task): void {
    const { scheduler, faults, isSafe } = this.#dangers;
    if (isSafe) {
      scheduler.after(usual, deliver);
      return;
    }
    const where = message();
    if (faults.strikes(`${this.#sort} lost`, where)) return;
    const delay = faults.strikes(`${this.#sort} delayed`, where)
      ? faults.amount(`${this.#sort} delayed`, where, 1, LONGEST_DELAY)
      : usual;
    scheduler.after(delay, deliver);
    if (!faults.strikes(`${this.#sort} doubled`, where)) return;
    const again = faults.amount(`${this.#sort} doubled`, where, 0, AGAIN_AFTER);
    scheduler.after(delay + again, deliver);
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
