import type { KeyPath } from '../file/toml.ts';
import { isTable } from '../upstream/kinds.ts';
import { type Trap, trap, type Written } from './warning.ts';

/** A machine without a public IPv4 address reaches nothing that has IPv4 alone. */
export function ipv6Traps({ index, entry, runner }: Written): Trap[] {
  const keys = entry['bastionless'];
  if (runner === undefined || !isTable(keys)) return [];
  const at = ['runners', index, 'bastionless'];
  if (runner.ec2.isIpv6Only) return [reachedByIpv6(at, runner.ec2.region)];
  return Object.entries(isTable(keys['sizes']) ? keys['sizes'] : {})
    .filter(([, size]) => isTable(size) && size['ipv6_only'] === true)
    .map(([name]) => reachedByIpv6([...at, 'sizes', name], runner.ec2.region));
}

function reachedByIpv6(at: KeyPath, region: string): Trap {
  const message =
    'what machines reach must have IPv6: GitLab, the registries of the jobs’ images, and our API (--param api=dualstack). ' +
    `The cache’s ServerAddress is to be s3.dualstack.${region}.amazonaws.com, and the subnets need an IPv6 range and a route for it`;
  return trap('differs', [...at, 'ipv6_only'], message);
}
