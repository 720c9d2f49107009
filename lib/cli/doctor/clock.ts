import type { SetupClient } from '../../gitlab/setup/setup-client.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';

const CHECK = 'GitLab’s clock';
/** Seconds: more than an answer takes, and less than what anything suffers from. */
const MOST_SKEW = 30;

/** Is GitLab's clock right? As long as there is no function to ask, by this computer's. */
export async function clockFinding({ ownTime }: Pick<SetupClient, 'ownTime'>): Promise<Finding> {
  try {
    return judgeClock((await ownTime()) - Date.now() / 1000, 'this computer’s');
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return warn(CHECK, message, todo);
  }
}

/** @param skew seconds by which GitLab's clock is ahead of the other, which is `whose` */
export function judgeClock(skew: number, whose: string): Finding {
  if (Math.abs(skew) <= MOST_SKEW) return ok(CHECK, `as ${whose}`);
  const off = skew < 0 ? `behind ${whose}` : `ahead of ${whose}`;
  const found = `${duration(Math.abs(skew))} ${off}. From 5 min on signed webhooks are refused`;
  return warn(CHECK, found, 'Set the one that is wrong by NTP: timedatectl set-ntp true');
}
