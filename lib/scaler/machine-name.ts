import type { UnixSeconds } from './time.ts';

const UNIQUE_DIGITS = 8;

/**
 * MachineName filled as GitLab Runner fills it, `<unix seconds>-<8 hex digits>`; the digits are the instance
 * id's last, so a name can be found again in the EC2 console and needs no record before the instance exists.
 */
export function machineName(pattern: string, launchedAt: UnixSeconds, instanceId: string): string {
  return pattern.replace('%s', `${Math.floor(launchedAt)}-${instanceId.slice(-UNIQUE_DIGITS)}`);
}
