import type { Ec2Settings, Market } from '../../config/ec2/settings.ts';

/**
 * Which call launches machines: RunInstances can buy one type in one subnet on demand, and no more; CreateFleet
 * chooses among several, and is how spot capacity is asked for.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html
 */
export function launchCall(
  { instanceTypes, requirements, subnets }: Ec2Settings,
  market: Market['kind'],
): 'CreateFleet' | 'RunInstances' {
  const isOnePlace = requirements === undefined && instanceTypes.length === 1 && subnets.length <= 1;
  return market === 'OnDemand' && isOnePlace ? 'RunInstances' : 'CreateFleet';
}

/** The markets that a runner's machines may be bought at. */
export function marketsOf({ market }: Ec2Settings): readonly Market['kind'][] {
  return market.kind === 'Spot' && market.onDemandFallback ? ['Spot', 'OnDemand'] : [market.kind];
}
