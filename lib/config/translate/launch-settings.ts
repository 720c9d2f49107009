import { parseMachineOptions } from '../machine-options/parse.ts';
import type { BastionlessEntry } from '../schema/bastionless.ts';
import type { Ec2Settings, Market } from '../settings.ts';

type LaunchKeys = Pick<BastionlessEntry, 'instance_types' | 'subnets' | 'on_demand_fallback'>;

/** The driver's options, and over them what our own keys say: more types and subnets than the driver knows. */
export function launchSettings(
  options: readonly string[],
  { instance_types, subnets, on_demand_fallback }: LaunchKeys,
): Ec2Settings {
  const { ec2 } = parseMachineOptions(options);
  const [first, ...others] = new Set(instance_types ?? ec2.instanceTypes);
  return {
    ...ec2,
    instanceTypes: first === undefined ? ec2.instanceTypes : [first, ...others],
    subnets: [...new Set(subnets ?? ec2.subnets)],
    market: withFallback(ec2.market, on_demand_fallback),
  };
}

function withFallback(market: Market, onDemandFallback: boolean): Market {
  return market.kind === 'Spot' ? { ...market, onDemandFallback } : market;
}
