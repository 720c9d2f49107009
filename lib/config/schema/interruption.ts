import type { InterruptionSettings } from '../settings.ts';
import { texts, textsLike, truth, wholeNumber } from './fields.ts';
import { type EntryOf, key } from './key-text.ts';

const environments = textsLike(
  /^[^*]+\*?$|^\*$/,
  'must be the name of an environment; a * may stand at its end alone: "review/*"',
  'must be a list of environments: ["production", "review/*"]',
);

/** The keys of `[runners.bastionless]` for machines that EC2 takes, with their defaults. */
export const interruptionKeys = {
  replace_on_rebalance: key(
    truth,
    'a machine that EC2 advises to leave is replaced, and takes no other job',
    false,
  ),
  retry_interrupted: key(
    truth,
    'jobs that are lost when EC2 takes their machine are canceled and retried',
    true,
  ),
  retry_limit: key(wholeNumber(0), 'a lost job that has already been retried this often is not retried', 2),
  retry_except_tags: key(texts, 'a lost job with any of these tags is not retried', []),
  retry_except_environments: key(
    environments,
    'a lost job that deploys to one of these is not retried; "review/*" is all that begin so. Only webhooks name the ' +
      'environment: it is not known of a job whose webhooks were all lost',
    [],
  ),
};

export function interruptionSettings(entry: EntryOf<typeof interruptionKeys>): InterruptionSettings {
  return {
    replaceOnRebalance: entry.replace_on_rebalance,
    retry: entry.retry_interrupted,
    retryLimit: entry.retry_limit,
    exceptTags: entry.retry_except_tags,
    exceptEnvironments: entry.retry_except_environments,
  };
}
