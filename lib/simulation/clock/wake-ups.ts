import type { WakeUps } from '../../scaler/ports/wake-ups.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { Scheduler } from './scheduler.ts';

/** Wake-ups as the state machine of infra/wake-ups.yml has them: at a whole second, as many as are asked for. */
export class SimulatedWakeUps implements WakeUps {
  readonly #scheduler: Scheduler;
  readonly #wake: (at: UnixSeconds, waited: number) => void | Promise<void>;

  /** @param wake when it has come, and after how many seconds */
  constructor(scheduler: Scheduler, wake: (at: UnixSeconds, waited: number) => void | Promise<void>) {
    this.#scheduler = scheduler;
    this.#wake = wake;
  }

  async wakeAt(at: UnixSeconds): Promise<void> {
    const second = Math.ceil(at);
    const waits = Math.max(0, second - this.#scheduler.now());
    this.#scheduler.after(waits, () => this.#wake(second, waits));
  }
}
