import { MOST_REQUIREMENTS } from '../ec2/most-requirements.ts';
import type { KeyPath } from '../file/toml.ts';
import type { TomlTable, TomlValue } from '../file/toml-value.ts';
import type { SizeEntry } from '../schema/sizes.ts';
import { hasOwnTypes, KEYS_OF_TYPES } from '../translate/launch-settings.ts';
import { isTable, listAt, tableAt } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** Of `[runners.bastionless]` and its sizes: what a launch does with their keys that may surprise. */
export function launchTraps({ index, entry, runner }: Written): Trap[] {
  const keys = tableAt(entry, 'bastionless');
  const at: KeyPath = ['runners', index, 'bastionless'];
  if (runner === undefined) return repeats(at, keys);
  const { requirements, subnets, region, isIpv6Only } = runner.ec2;
  const sizes = Object.entries(tableAt(keys, 'sizes')).flatMap(([name, size]) =>
    isTable(size) ? [{ at: [...at, 'sizes', name], size }] : [],
  );
  return [
    ...repeats(at, keys),
    ...(isIpv6Only ? [reachedByIpv6(at, region)] : []),
    ...(requirements === undefined ? [] : tooManyZones([...at, 'instance_requirements'], subnets)),
    ...sizes.flatMap(({ at, size }) => [
      ...(!isIpv6Only && size['ipv6_only'] === true ? [reachedByIpv6(at, region)] : []),
      ...zonesOfSize(at, size, runner.ec2),
      ...notTakenOver(at, size as SizeEntry, Object.keys(keys)),
      ...othersJobs(at, size as SizeEntry, runner.tags),
    ]),
  ];
}

/** EC2 refuses a fleet with one type twice in one place, so each type counts once. */
function repeats(at: KeyPath, keys: TomlTable): Trap[] {
  return ['instance_types', 'subnets'].flatMap((key) => {
    const list = listAt(keys, key);
    return list.flatMap((value, place) =>
      list.indexOf(value) === place
        ? []
        : [trap('differs', [...at, key, place], `"${value}" is named twice: it counts once`)],
    );
  });
}

/** A machine without a public IPv4 address reaches nothing that has IPv4 alone. */
function reachedByIpv6(at: KeyPath, region: string): Trap {
  const message =
    'what machines reach must have IPv6: GitLab, the registries of the jobs’ images, and our API (--param api=dualstack). ' +
    `The cache’s ServerAddress is to be s3.dualstack.${region}.amazonaws.com, and the subnets need an IPv6 range and a route for it`;
  return trap('differs', [...at, 'ipv6_only'], message);
}

type OfRunner = NonNullable<Written['runner']>['ec2'];

function zonesOfSize(at: KeyPath, size: TomlTable, { requirements, subnets }: OfRunner): Trap[] {
  const own = ['instance_requirements', 'subnets'].find((key) => key in size);
  const isByType = 'instance_types' in size || !('instance_requirements' in size || requirements);
  return own === undefined || isByType ? [] : tooManyZones([...at, own], size['subnets'] ?? subnets);
}

/** Subnets that no launch looks for capacity in. Which zones they are in, only EC2 knows. */
function tooManyZones(at: KeyPath, subnets: TomlValue | readonly string[]): Trap[] {
  const count = Array.isArray(subnets) ? new Set(subnets).size : 0;
  if (count <= MOST_REQUIREMENTS) return [];
  const message = `a launch by requirements is in four zones at most: of ${count} subnets it uses those of the first four zones. Name the four zones that matter most first`;
  return [trap('differs', at, message)];
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-capacity-reservations.html */
function notTakenOver(at: KeyPath, size: SizeEntry, ofRunner: readonly string[]): Trap[] {
  const missing = KEYS_OF_TYPES.filter((key) => ofRunner.includes(key) && size[key] === undefined);
  if (!hasOwnTypes(size) || missing.length === 0) return [];
  const message = `has types of its own, and does not take over the runner’s ${missing.join(' and ')}: what is meant for it stands here too`;
  return [trap('differs', at, message)];
}

/** GitLab gives a runner each job whose tags it has, and no setting of GitLab says that it must have no others. */
function othersJobs(
  at: KeyPath,
  { idle_count, idle_time, shares }: SizeEntry,
  tags: readonly string[],
): Trap[] {
  const staysReady = Boolean(idle_count) || Boolean(idle_time);
  if (!staysReady || shares || tags.length === 0) return [];
  const message =
    `while a machine of it stands ready, GitLab may give it a job that asks for ${tags.join(', ')} alone. Set shares = true if it may; ` +
    'if not, leave the runner’s tags empty, or make it a [[runners]] entry with a tag that those jobs do not have';
  return [trap('differs', [...at, idle_count ? 'idle_count' : 'idle_time'], message)];
}
