import type { Patience } from './virtual-clock.ts';

/**
 * Stands still until nothing is left to do but for what itself waits for the clock: so several functions are under way
 * at once, and which of them does what when is the same each time. Node calls back when no promise has anything to do.
 * https://nodejs.org/api/process.html#when-to-use-queuemicrotask-vs-processnexttick
 *
 * A task that fails later than that fails the next that is waited for.
 */
export function untilQuiet(): Patience {
  const failures: unknown[] = [];
  return async (running) => {
    running.catch((failure) => failures.push(failure));
    await new Promise<void>((resolve) => process.nextTick(resolve));
    if (failures.length > 0) throw failures.shift();
  };
}
