import { some } from '../scaler/plan/some.ts';
import type { VirtualClock } from '../simulation/clock/virtual-clock.ts';
import type { Ledger } from './report/ledger.ts';
import type { Feed } from './workloads/feed.ts';
import type { Workload } from './workloads/workload.ts';

/** Called with the share of the period that is over, from 0 to 1. */
export type Progress = (share: number) => void;

interface Run {
  readonly clock: VirtualClock;
  readonly workload: Workload;
  readonly feed: Feed;
  readonly ledger: Ledger;
  readonly onProgress?: Progress | undefined;
}

/** Parts of the period after which progress is reported, and seconds of each step after the period. */
const STEPS = 200;
const STEP_AFTER = 60;
/** The longest time after the period's end: a job that still waits then would wait forever. */
const LONGEST_AFTER = 10 * 366 * 86_400;

/**
 * Runs through the period, and on until the last job has ended; then closes the ledger. Throws Error if
 * jobs are left that no machine takes.
 */
export async function run({ clock, workload, feed, ledger, onProgress }: Run): Promise<void> {
  const { start, end } = workload;
  for (let step = 0; step < STEPS; step += 1) {
    await clock.advance(start + ((step + 1) * (end - start)) / STEPS - clock.now());
    onProgress?.((step + 1) / STEPS);
  }
  // A job that was just lost may be about to be retried.
  let lost = 0;
  while (!feed.isOver || ledger.open > 0 || ledger.lost > lost) {
    lost = ledger.lost;
    if (clock.now() > end + LONGEST_AFTER) throw new Error(`never run: ${some(ledger.open, 'job')}`);
    await clock.advance(STEP_AFTER);
  }
  ledger.close(clock.now());
}
