import type { UnixSeconds } from '../scaler/time.ts';
import type { Scheduler, Task } from '../simulation/scheduler.ts';

/** This computer's own time, or that many times as fast from when it was made. */
export class RealClock implements Scheduler {
  readonly #speed: number;
  readonly #onError: (error: unknown) => void;
  readonly #started = Date.now() / 1000;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(speed: number, onError: (error: unknown) => void) {
    this.#speed = speed;
    this.#onError = onError;
  }

  now(): UnixSeconds {
    return this.#started + (Date.now() / 1000 - this.#started) * this.#speed;
  }

  after(seconds: number, task: Task): void {
    if (this.#stopped) return;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        const run = Promise.resolve().then(task).catch(this.#onError);
        this.#running.add(run);
        void run.finally(() => this.#running.delete(run));
      },
      (Math.max(0, seconds) * 1000) / this.#speed,
    );
    this.#timers.add(timer);
  }

  /** Begins nothing any more, and waits for what has begun. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#running);
  }
}
