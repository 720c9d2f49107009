import type { KeyPath } from '../file/toml.ts';
import type { SizeEntry } from '../schema/sizes.ts';
import { hasOwnTypes, KEYS_OF_TYPES } from '../translate/launch-settings.ts';
import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** What a size is not, or takes, that may surprise. */
export function sizeTraps({ index, entry, runner }: Written): Trap[] {
  const keys = entry['bastionless'];
  if (runner === undefined || !isTable(keys) || !isTable(keys['sizes'])) return [];
  return Object.entries(keys['sizes']).flatMap(([name, size]) => {
    if (!isTable(size)) return [];
    const at = ['runners', index, 'bastionless', 'sizes', name];
    return [
      ...notTakenOver(at, size as SizeEntry, Object.keys(keys)),
      ...othersJobs(at, size as SizeEntry, runner.tags),
    ];
  });
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-capacity-reservations.html */
function notTakenOver(at: KeyPath, size: SizeEntry, ofRunner: readonly string[]): Trap[] {
  if (!hasOwnTypes(size)) return [];
  const missing = KEYS_OF_TYPES.filter((key) => ofRunner.includes(key) && size[key] === undefined);
  if (missing.length === 0) return [];
  const keys = missing.join(' and ');
  const message = `has types of its own, and does not take over the runner’s ${keys}: what is meant for it stands here too`;
  return [trap('differs', at, message)];
}

/** GitLab gives a runner each job whose tags it has, and no setting of GitLab says that it must have no others. */
function othersJobs(
  at: KeyPath,
  { idle_count, idle_time, shares }: SizeEntry,
  tags: readonly string[],
): Trap[] {
  const key = idle_count ? 'idle_count' : 'idle_time';
  const staysReady = Boolean(idle_count) || Boolean(idle_time);
  if (!staysReady || shares || tags.length === 0) return [];
  const message =
    `while a machine of it stands ready, GitLab may give it a job that asks for ${tags.join(', ')} alone. Set shares = true if it may; ` +
    'if not, leave the runner’s tags empty, or make it a [[runners]] entry with a tag that those jobs do not have';
  return [trap('differs', [...at, key], message)];
}
