import type { SetupClient } from '../../gitlab/setup-client.ts';
import { duration } from '../../scaler/plan/duration.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, ok, warn } from '../finding.ts';

const CHECK = 'GitLab’s clock';
/** Seconds: more than an answer takes, and less than what anything suffers from. */
const MOST_SKEW = 30;

/** Is GitLab's clock right? Of AWS's nobody needs to ask, and this computer's is most often as right. */
export async function clockFinding({ ownTime }: Pick<SetupClient, 'ownTime'>): Promise<Finding> {
  try {
    return judgeClock((await ownTime()) - Date.now() / 1000);
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return warn(CHECK, message, todo);
  }
}

/** @param skew seconds by which GitLab's clock is ahead of this computer's */
export function judgeClock(skew: number): Finding {
  if (Math.abs(skew) <= MOST_SKEW) return ok(CHECK, 'as this computer’s');
  const off = skew < 0 ? 'behind this computer’s' : 'ahead of this computer’s';
  const found = `${duration(Math.abs(skew))} ${off}. From 5 min on signed webhooks are refused`;
  return warn(CHECK, found, 'Set the one that is wrong by NTP: timedatectl set-ntp true');
}
