import { createHash } from 'node:crypto';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateLaunchTemplate.html */
const MAX_LENGTH = 128;
const HASH_DIGITS = 8;

/**
 * The name of a runner's launch template: `<prefix>-<runner's name>`. Where EC2 does not allow the whole name, what
 * it does allow is followed by a hash of all of it, so that no two runners share a template.
 *
 * @param prefix the deployment's name, of letters, digits and dashes, much shorter than 128
 */
export function launchTemplateName(prefix: string, runnerName: string): string {
  const room = MAX_LENGTH - prefix.length - 1;
  const allowed = runnerName.replaceAll(/[^A-Za-z0-9()./_-]+/g, '-');
  if (allowed === runnerName && allowed.length <= room) return `${prefix}-${runnerName}`;
  const hash = createHash('sha256').update(runnerName).digest('hex').slice(0, HASH_DIGITS);
  return `${prefix}-${allowed.slice(0, room - HASH_DIGITS - 1)}-${hash}`;
}
