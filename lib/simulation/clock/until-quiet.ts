import type { Patience } from './virtual-clock.ts';

/**
 * Holds the clock until everything under way waits for the clock itself. So several functions can be under way
 * at once, and their order is the same each time. Node calls back when no promise has anything left to do.
 * https://nodejs.org/api/process.html#when-to-use-queuemicrotask-vs-processnexttick
 * A task that fails later than that makes the next wait fail.
 */
export function untilQuiet(): Patience {
  const failures: unknown[] = [];
  const note = (failure: unknown): void => void failures.push(failure);
  return (running) => {
    running.catch(note);
    return new Promise<void>((resolve, reject) => {
      const go = (): void => (failures.length > 0 ? reject(failures.shift()) : resolve());
      // Where no promise has gone on yet, as in a timer's callback, a next tick comes before all promises.
      queueMicrotask(() => process.nextTick(go));
    });
  };
}
