import * as v from 'valibot';
import type { LookaheadSettings } from '../settings.ts';
import { truth, unquoted } from './fields.ts';
import { type EntryOf, key } from './key-text.ts';

const EXPECTED_SHARE = 'must be a share of 100, from 0 to 100';

/** The keys of `[runners.bastionless]` for machines that are launched before their jobs wait, with their defaults. */
export const lookaheadKeys = {
  lookahead: key(
    truth,
    'machines boot while the earlier stages of a pipeline run, by what its jobs did before',
    true,
  ),
  lookahead_budget: key(
    v.pipe(
      v.number(unquoted(EXPECTED_SHARE)),
      v.minValue(0, EXPECTED_SHARE),
      v.maxValue(100, EXPECTED_SHARE),
    ),
    'percent of the last day’s machine-hours that may be in vain: above it less is launched ahead, and then nothing',
    5,
  ),
};

export function lookaheadSettings(entry: EntryOf<typeof lookaheadKeys>): LookaheadSettings {
  return { isOn: entry.lookahead, budget: entry.lookahead_budget / 100 };
}
