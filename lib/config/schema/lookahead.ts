import * as v from 'valibot';
import type { LookaheadSettings } from '../settings.ts';
import { truth } from './fields.ts';
import { honoured } from './key-text.ts';

const EXPECTED_SHARE = 'must be a share of 100, from 0 to 100';

/** The keys of `[runners.bastionless]` for machines that are launched before their jobs wait, with their defaults. */
export const lookaheadKeys = {
  lookahead: v.optional(
    v.pipe(
      truth,
      honoured('machines boot while the earlier stages of a pipeline run, by what its jobs did before'),
    ),
    true,
  ),
  lookahead_budget: v.optional(
    v.pipe(
      v.number(EXPECTED_SHARE),
      v.minValue(0, EXPECTED_SHARE),
      v.maxValue(100, EXPECTED_SHARE),
      honoured(
        'per cent of the machine-hours of the last day that may be in vain: above, less is launched ahead, and then nothing',
      ),
    ),
    5,
  ),
};

const Keys = v.object(lookaheadKeys);

export function lookaheadSettings(entry: v.InferOutput<typeof Keys>): LookaheadSettings {
  return { isOn: entry.lookahead, budget: entry.lookahead_budget / 100 };
}
