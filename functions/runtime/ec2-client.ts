import { EC2Client } from '@aws-sdk/client-ec2';
import { settings } from '#settings';
import type { Deadline } from './deadline.ts';
import { LONG_SUFFERING, LONGEST_RETRIED, secondsOf } from './patience.ts';
import { RetriesWithin } from './retries-within.ts';

/** Retries as often as config.toml says, for as long as a function can afford. */
export function ec2Client(deadline: Deadline): EC2Client {
  const left = () => deadline.left() - secondsOf(LONG_SUFFERING);
  const retryStrategy = new RetriesWithin(LONGEST_RETRIED, settings.ec2Api.maxAttempts, left);
  return new EC2Client({ ...settings.ec2Api, ...LONG_SUFFERING, retryStrategy });
}
