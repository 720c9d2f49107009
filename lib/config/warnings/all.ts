import { runnerTables } from '../file/leaves.ts';
import { cacheTraps } from './cache.ts';
import { creditTraps } from './credits.ts';
import { durationTraps } from './durations.ts';
import { environmentTraps } from './environment.ts';
import { machineTraps, otherExecutorTraps } from './executors.ts';
import { fileTraps } from './files.ts';
import { idleTimeTraps, idleTraps, periodTraps } from './idle-and-periods.ts';
import { concurrentTraps, jobsAtOnceTraps } from './jobs-at-once.ts';
import { keyTraps } from './keys.ts';
import { launchTraps } from './launch.ts';
import { leftOpenTraps } from './left-open.ts';
import { optionTraps } from './options.ts';
import { placeTraps, planTraps } from './places.ts';
import { typeTraps } from './types.ts';
import type { Inspected, Trap, Written } from './warning.ts';

const OF_A_RUNNER: readonly ((written: Written) => Trap[])[] = [
  idleTraps,
  idleTimeTraps,
  periodTraps,
  optionTraps,
  leftOpenTraps,
  cacheTraps,
  fileTraps,
  environmentTraps,
  durationTraps,
  typeTraps,
  creditTraps,
  placeTraps,
  machineTraps,
  launchTraps,
  jobsAtOnceTraps,
];

/** Something that is no error, but may surprise its author. */
export function allTraps({ document, whole, runners }: Inspected): Trap[] {
  const written = runnerTables(document.value).map((entry, index): Written => {
    const runner = runners.get(index);
    return { index, entry, ...(runner !== undefined && { runner }) };
  });
  return [
    ...keyTraps(document.value),
    ...otherExecutorTraps(whole),
    ...planTraps(document.value, written),
    ...concurrentTraps(document.value, written),
    ...written.flatMap((one) => OF_A_RUNNER.flatMap((traps) => traps(one))),
  ];
}
