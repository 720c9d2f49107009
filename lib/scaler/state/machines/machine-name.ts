import type { UnixSeconds } from '../time.ts';

const UNIQUE_DIGITS = 8;

/**
 * MachineName filled as GitLab Runner fills it, `<unix seconds>-<8 hex digits>`; the digits are the instance
 * id's last, so the instance can be found again in the EC2 console, and no name is needed before it exists.
 */
export function machineName(pattern: string, launchedAt: UnixSeconds, instanceId: string): string {
  return pattern.replace('%s', `${Math.floor(launchedAt)}-${instanceId.slice(-UNIQUE_DIGITS)}`);
}

/** Whose name is it? MachineName may go on after the digits. */
export const isNameOf = (name: string, instanceId: string): boolean =>
  name.includes(instanceId.slice(-UNIQUE_DIGITS));
