import { burstable } from '../burstable.ts';
import { parseMachineOptions } from '../machine-options/parse.ts';
import type { BastionlessEntry } from '../schema/bastionless.ts';
import { DEFAULT_CREDITS } from '../schema/cpu-credits.ts';
import type { Ec2Settings, Market } from '../settings.ts';

type LaunchKeys = Pick<BastionlessEntry, 'instance_types' | 'subnets' | 'on_demand_fallback' | 'cpu_credits'>;

/** The driver's options, and over them what our own keys say: more types and subnets than the driver knows. */
export function launchSettings(
  options: readonly string[],
  { instance_types, subnets, on_demand_fallback, cpu_credits = DEFAULT_CREDITS }: LaunchKeys,
): Ec2Settings {
  const { ec2 } = parseMachineOptions(options);
  const [first, ...others] = new Set(instance_types ?? ec2.instanceTypes);
  const instanceTypes: Ec2Settings['instanceTypes'] =
    first === undefined ? ec2.instanceTypes : [first, ...others];
  return {
    ...ec2,
    instanceTypes,
    // EC2 refuses them for other types, and a launch template has them for all or none.
    ...(instanceTypes.every(burstable) && { cpuCredits: cpu_credits }),
    subnets: [...new Set(subnets ?? ec2.subnets)],
    market: withFallback(ec2.market, on_demand_fallback),
  };
}

function withFallback(market: Market, onDemandFallback: boolean): Market {
  return market.kind === 'Spot' ? { ...market, onDemandFallback } : market;
}
