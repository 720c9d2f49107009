import { setImmediate as othersTurn } from 'node:timers/promises';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { Appointments } from '../../simulation/clock/appointments.ts';
import type { Task } from '../../simulation/clock/scheduler.ts';
import type { PacedClock } from './paced-clock.ts';

/** The longest time that setTimeout takes. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

/** A moment in real time, and the world's time then. */
interface Anchor {
  readonly real: UnixSeconds;
  readonly world: UnixSeconds;
}

const realNow = (): UnixSeconds => Date.now() / 1000;

/**
 * Real time, or many times as fast. Its speed may change, and it may jump ahead.
 *
 * The time that this computer takes for a task is not multiplied: while one runs, time passes no faster than real time, and each
 * task runs at exactly the time that it was due. So a wait is as long with a fast clock as with a slow one.
 */
export class RealClock implements PacedClock {
  readonly #onError: (error: unknown) => void;
  readonly #appointments = new Appointments();
  readonly #running = new Set<Promise<unknown>>();
  #speed: number;
  #anchor: Anchor = { real: realNow(), world: realNow() };
  #timer: NodeJS.Timeout | undefined;
  /** While the clock jumps, the time that it has reached. */
  #jumpedTo: UnixSeconds | undefined;
  #stopped = false;

  constructor(speed: number, onError: (error: unknown) => void) {
    this.#speed = speed;
    this.#onError = onError;
  }

  now(): UnixSeconds {
    if (this.#jumpedTo !== undefined) return this.#jumpedTo;
    const passed = (realNow() - this.#anchor.real) * this.#pace;
    return Math.min(this.#anchor.world + passed, this.#appointments.nextAt() ?? Number.POSITIVE_INFINITY);
  }

  get speed(): number {
    return this.#speed;
  }

  get isJumping(): boolean {
    return this.#jumpedTo !== undefined;
  }

  /** From now on. */
  setSpeed(speed: number): void {
    this.#anchorNow();
    this.#speed = speed;
    this.#wakeForNext();
  }

  after(seconds: number, task: Task): void {
    if (this.#stopped) return;
    this.#appointments.add(this.now() + Math.max(0, seconds), task);
    this.#wakeForNext();
  }

  /**
   * Goes to that time as fast as it can, through everything that happens until then, one after the other: the world is
   * the same as if it had waited. False if it is already jumping.
   */
  async jumpTo(until: UnixSeconds): Promise<boolean> {
    if (this.isJumping) return false;
    this.#jumpedTo = this.now();
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
    for (;;) {
      const next = this.#stopped ? undefined : this.#appointments.takeUntil(until);
      if (next === undefined) break;
      this.#jumpedTo = Math.max(this.#jumpedTo, next.at);
      await this.#run(next.task);
      await othersTurn();
    }
    this.#anchor = { real: realNow(), world: Math.max(this.#jumpedTo, until) };
    this.#jumpedTo = undefined;
    this.#wakeForNext();
    return true;
  }

  /** Begins no more tasks, and waits for those that run. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.all(this.#running);
  }

  #wakeForNext(): void {
    clearTimeout(this.#timer);
    const next = this.#appointments.nextAt();
    if (next === undefined || this.isJumping || this.#stopped) return;
    const wait = ((next - this.now()) * 1000) / this.#pace;
    this.#timer = setTimeout(() => this.#runDue(), Math.min(Math.max(0, wait), LONGEST_WAIT_MS));
  }

  get #pace(): number {
    return this.#running.size > 0 ? Math.min(1, this.#speed) : this.#speed;
  }

  /** Before the pace changes. */
  #anchorNow(): void {
    this.#anchor = { real: realNow(), world: this.now() };
  }

  #runDue(): void {
    this.#anchorNow();
    const { world: now } = this.#anchor;
    for (;;) {
      const due = this.#appointments.takeUntil(now);
      if (due === undefined) break;
      void this.#run(due.task);
    }
    this.#wakeForNext();
  }

  #run(task: Task): Promise<unknown> {
    const run = Promise.resolve().then(task).catch(this.#onError);
    this.#anchorNow();
    this.#running.add(run);
    void run.finally(() => {
      this.#anchorNow();
      this.#running.delete(run);
      this.#wakeForNext();
    });
    return run;
  }
}
