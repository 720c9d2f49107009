import * as v from 'valibot';
import { text, texts, truth, wholeNumber } from './fields.ts';
import type { InterruptionSettings } from './settings.ts';

const environmentName = v.pipe(
  text,
  v.regex(
    /^[^*]+\*?$|^\*$/,
    'must be the name of an environment; a * may stand at its end alone: "review/*"',
  ),
);

/** The keys of `[runners.bastionless]` for machines that EC2 takes, with their defaults. */
export const interruptionKeys = {
  replace_on_rebalance: v.optional(truth, false),
  retry_interrupted: v.optional(truth, true),
  retry_limit: v.optional(wholeNumber(0), 2),
  retry_except_tags: v.optional(texts, []),
  retry_except_environments: v.optional(
    v.array(environmentName, 'must be a list of environments: ["production", "review/*"]'),
    [],
  ),
};

const Keys = v.object(interruptionKeys);

export function interruptionSettings(entry: v.InferOutput<typeof Keys>): InterruptionSettings {
  return {
    replaceOnRebalance: entry.replace_on_rebalance,
    retry: entry.retry_interrupted,
    retryLimit: entry.retry_limit,
    exceptTags: entry.retry_except_tags,
    exceptEnvironments: entry.retry_except_environments,
  };
}
