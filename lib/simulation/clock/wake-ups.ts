import type { WakeUps } from '../../scaler/ports/wake-ups.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from './scheduler.ts';

/** Wake-ups as the state machine of infra/wake-ups.yml has them: one for each second, however often it is asked for. */
export class SimulatedWakeUps implements WakeUps {
  readonly #scheduler: Scheduler;
  readonly #wake: (at: UnixSeconds) => void | Promise<void>;
  readonly #asked = new Set<UnixSeconds>();
  #last = Number.NEGATIVE_INFINITY;

  constructor(scheduler: Scheduler, wake: (at: UnixSeconds) => void | Promise<void>) {
    this.#scheduler = scheduler;
    this.#wake = wake;
  }

  async wakeAt(at: UnixSeconds): Promise<void> {
    const second = Math.ceil(at);
    if (second <= this.#last || this.#asked.has(second)) return;
    this.#asked.add(second);
    this.#scheduler.after(second - this.#scheduler.now(), () => {
      this.#asked.delete(second);
      this.#last = Math.max(this.#last, second);
      return this.#wake(second);
    });
  }
}
