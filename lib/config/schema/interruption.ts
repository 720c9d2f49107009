import * as v from 'valibot';
import type { InterruptionSettings } from '../settings.ts';
import { text, texts, truth, wholeNumber } from './fields.ts';
import { honoured } from './key-text.ts';

const environmentName = v.pipe(
  text,
  v.regex(
    /^[^*]+\*?$|^\*$/,
    'must be the name of an environment; a * may stand at its end alone: "review/*"',
  ),
);

/** The keys of `[runners.bastionless]` for machines that EC2 takes, with their defaults. */
export const interruptionKeys = {
  replace_on_rebalance: v.optional(
    v.pipe(truth, honoured('a machine that EC2 advises to leave is replaced, and takes no other job')),
    false,
  ),
  retry_interrupted: v.optional(
    v.pipe(truth, honoured('jobs that are lost when EC2 takes their machine are cancelled and retried')),
    true,
  ),
  retry_limit: v.optional(
    v.pipe(wholeNumber(0), honoured('a lost job that has been retried so often already is not')),
    2,
  ),
  retry_except_tags: v.optional(v.pipe(texts, honoured('nor is a lost job with any of these tags')), []),
  retry_except_environments: v.optional(
    v.pipe(
      v.array(environmentName, 'must be a list of environments: ["production", "review/*"]'),
      honoured(
        'nor is a lost job that deploys to one of these, as a webhook told: of a job whose webhooks were all lost ' +
          'nobody knows, since GitLab’s API does not say it; "review/*" is all that begin so',
      ),
    ),
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
