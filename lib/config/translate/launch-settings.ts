import { burstable } from '../burstable.ts';
import { parseMachineOptions } from '../machine-options/parse.ts';
import { DEFAULT_CREDITS } from '../schema/cpu-credits.ts';
import type { LaunchKeys } from '../schema/launch.ts';
import type { SizeEntry } from '../schema/sizes.ts';
import type { Ec2Settings, Market } from '../settings.ts';

/** The driver's options, and over them what our own keys say: more types and subnets than the driver knows. */
export function launchSettings(options: readonly string[], keys: LaunchKeys): Ec2Settings {
  return withKeys(parseMachineOptions(options).ec2, keys);
}

/**
 * What a size's machines are, where they are not as the runner's are. A price is of one type of machine, so it is not taken
 * over: without one of its own a size may cost what it costs on demand.
 */
export function sizeSettings(ofRunner: Ec2Settings, size: SizeEntry): Ec2Settings {
  const { spot, ami, disk_gib } = size;
  const base: Ec2Settings = {
    ...ofRunner,
    ...(ami !== undefined && { imageId: ami }),
    ...(disk_gib !== undefined && { disk: { ...ofRunner.disk, gibibytes: disk_gib } }),
    market: marketOf(ofRunner.market, spot),
  };
  return withKeys(base, size);
}

function marketOf(ofRunner: Market, spot: boolean | undefined): Market {
  const isSpot = spot ?? ofRunner.kind === 'Spot';
  const onDemandFallback = ofRunner.kind === 'Spot' && ofRunner.onDemandFallback;
  return isSpot ? { kind: 'Spot', onDemandFallback } : { kind: 'OnDemand' };
}

function withKeys(
  { cpuCredits, ...ec2 }: Ec2Settings,
  { instance_types, subnets, cpu_credits = cpuCredits ?? DEFAULT_CREDITS, ipv6_only, ...keys }: LaunchKeys,
): Ec2Settings {
  const [first, ...others] = new Set(instance_types ?? ec2.instanceTypes);
  const instanceTypes: Ec2Settings['instanceTypes'] =
    first === undefined ? ec2.instanceTypes : [first, ...others];
  return {
    ...ec2,
    instanceTypes,
    // EC2 refuses them for other types, and a launch template has them for all or none.
    ...(instanceTypes.every(burstable) && { cpuCredits: cpu_credits }),
    subnets: [...new Set(subnets ?? ec2.subnets)],
    ...(ipv6_only && { hasPublicAddress: false, isIpv6Only: true }),
    market: marketWith(ec2.market, keys),
  };
}

function marketWith(market: Market, { max_price, on_demand_fallback }: LaunchKeys): Market {
  if (market.kind === 'OnDemand') return market;
  return {
    ...market,
    ...(max_price !== undefined && { maxPrice: String(max_price) }),
    onDemandFallback: on_demand_fallback ?? market.onDemandFallback,
  };
}
