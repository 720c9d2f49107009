import { type Trap, trap, type Written } from './warning.ts';

/** A machine without a public IPv4 address reaches nothing that has IPv4 alone. */
export function ipv6Traps({ index, runner }: Written): Trap[] {
  if (runner?.ec2.isIpv6Only !== true) return [];
  const { region } = runner.ec2;
  const message =
    'what machines reach must have IPv6: GitLab, the registries of the jobs’ images, and our API (--param api=dualstack). ' +
    `The cache’s ServerAddress is to be s3.dualstack.${region}.amazonaws.com, and the subnets need an IPv6 range and a route for it`;
  return [trap('differs', ['runners', index, 'bastionless', 'ipv6_only'], message)];
}
