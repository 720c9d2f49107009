import { SSMClient } from '@aws-sdk/client-ssm';
import type { patient } from './patience.ts';
import { RetriesWithin } from './retries-within.ts';

const MOST_TRIES = 10;

/**
 * Parameter Store lets an account read forty parameters a second. A large push, and many machines that boot at once, have more
 * functions than that begin at once: three tries are too few. Four failures in a row have GitLab switch the webhook off.
 * https://docs.aws.amazon.com/general/latest/gr/ssm.html#limits_ssm
 *
 * @param seconds in which a try may begin
 */
export const ssmClient = (patience: ReturnType<typeof patient>, seconds: number): SSMClient =>
  new SSMClient({ ...patience, retryStrategy: new RetriesWithin(seconds, MOST_TRIES) });
