import type { Clock } from '../../scaler/ports/clock.ts';

/** A clock that things can be put on: all time in the simulated world passes through it. */
export interface Scheduler extends Clock {
  /** Runs the task once, so many seconds from now. */
  after(seconds: number, task: Task): void;
}

/** One that begins anything asynchronous, or goes on with it, answers with a promise. */
export type Task = (() => void) | (() => Promise<unknown>);
