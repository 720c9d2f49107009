import type { VirtualClock } from '../simulation/clock/virtual-clock.ts';
import type { Ledger } from './report/ledger.ts';
import type { Feed } from './workloads/feed.ts';
import type { Workload } from './workloads/workload.ts';

/** Told how much of the period is over: from 0 to 1. */
export type Progress = (share: number) => void;

interface Run {
  readonly clock: VirtualClock;
  readonly workload: Workload;
  readonly feed: Feed;
  readonly ledger: Ledger;
  readonly onProgress?: Progress | undefined;
}

/** Parts of the period between which progress is told, and seconds by which it goes on until the last job has ended. */
const STEPS = 200;
const STEP_AFTER = 60;
/** Beyond the period's end a system is not waited for longer than this: what still waits then waits for ever. */
const LONGEST_AFTER = 10 * 366 * 86_400;

/**
 * Runs through the period, and on until the last job has ended; then the account is closed. Throws Error if
 * jobs are left that nothing takes.
 */
export async function run({ clock, workload, feed, ledger, onProgress }: Run): Promise<void> {
  const { start, end } = workload;
  for (let step = 0; step < STEPS; step += 1) {
    await clock.advance(start + ((step + 1) * (end - start)) / STEPS - clock.now());
    onProgress?.((step + 1) / STEPS);
  }
  // One that was lost a moment ago may be about to be retried.
  let lost = 0;
  while (!feed.isOver || ledger.open > 0 || ledger.lost > lost) {
    lost = ledger.lost;
    if (clock.now() > end + LONGEST_AFTER) throw new Error(`${ledger.open} jobs are never run`);
    await clock.advance(STEP_AFTER);
  }
  ledger.close(clock.now());
}
