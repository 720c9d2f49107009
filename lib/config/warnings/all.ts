import { runnerTables } from '../leaves.ts';
import { cacheTraps } from './cache.ts';
import { credentialTraps } from './credentials.ts';
import { creditTraps } from './credits.ts';
import { fileTraps } from './files.ts';
import { idleTraps, periodTraps } from './idle-and-periods.ts';
import { keyTraps } from './keys.ts';
import { optionTraps } from './options.ts';
import { placeTraps, planTraps } from './places.ts';
import { repeatTraps } from './repeats.ts';
import type { Inspected, Trap, Written } from './warning.ts';

const OF_A_RUNNER: readonly ((written: Written) => Trap[])[] = [
  idleTraps,
  periodTraps,
  optionTraps,
  repeatTraps,
  cacheTraps,
  fileTraps,
  credentialTraps,
  creditTraps,
];

/** What is no error, and not what its author may take it to be. */
export function allTraps({ document, settings }: Inspected): Trap[] {
  const runners = runnerTables(document.value).map((entry, index): Written => {
    const runner = settings?.runners[index];
    return { index, entry, ...(runner !== undefined && { runner }) };
  });
  return [
    ...keyTraps(document.value),
    ...(settings === undefined ? [] : planTraps(settings)),
    ...runners.flatMap((written) => [
      ...OF_A_RUNNER.flatMap((traps) => traps(written)),
      ...placeTraps(written, settings?.gitlabUrl ?? ''),
    ]),
  ];
}
