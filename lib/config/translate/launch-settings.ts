import { burstable } from '../ec2/burstable.ts';
import type { CpuOptions, DiskSettings, Ec2Settings, Market } from '../ec2/settings.ts';
import { parseMachineOptions } from '../machine-options/parse.ts';
import type { CpuOptionsEntry } from '../schema/cpu-options.ts';
import type { LaunchKeys } from '../schema/launch.ts';
import { DEFAULT_CREDITS } from '../schema/launch.ts';
import type { SizeEntry } from '../schema/sizes.ts';
import { requirementsOf, typicalType } from './requirements.ts';

/** The driver's options; our own keys win. */
export function launchSettings(options: readonly string[], keys: LaunchKeys): Ec2Settings {
  return withKeys(parseMachineOptions(options).ec2, keys);
}

/** Keys that depend on the types beside them. */
export const KEYS_OF_TYPES = ['capacity_reservation', 'placement_group', 'cpu_options'] as const;

/** Does a size have other types than its runner? */
export const hasOwnTypes = ({ instance_types, instance_requirements }: LaunchKeys): boolean =>
  instance_types !== undefined || instance_requirements !== undefined;

/**
 * A size's machines: as the runner's, where the size says nothing else. It does not inherit the price, which is for the
 * runner's types: without its own a size may cost up to the on-demand price. Nor does a size with types of its own inherit
 * KEYS_OF_TYPES: EC2 would refuse each launch.
 */
export function sizeSettings(ofRunner: Ec2Settings, size: SizeEntry): Ec2Settings {
  const { spot, ami, disk_gib } = size;
  const base: Ec2Settings = {
    ...(hasOwnTypes(size) ? withoutTypesOwn(ofRunner) : ofRunner),
    ...(ami !== undefined && { imageId: ami }),
    ...(disk_gib !== undefined && { disk: { ...ofRunner.disk, gibibytes: disk_gib } }),
    market: marketOf(ofRunner.market, spot),
  };
  return withKeys(base, size);
}

function withoutTypesOwn(ec2: Ec2Settings): Ec2Settings {
  const { capacityReservation: _, placementGroup: __, cpuOptions: ___, ...others } = ec2;
  return others;
}

function marketOf(ofRunner: Market, spot: boolean | undefined): Market {
  const isSpot = spot ?? ofRunner.kind === 'Spot';
  const onDemandFallback = ofRunner.kind === 'Spot' && ofRunner.onDemandFallback;
  return isSpot ? { kind: 'Spot', onDemandFallback } : { kind: 'OnDemand' };
}

function withKeys({ cpuCredits, ...ec2 }: Ec2Settings, keys: LaunchKeys): Ec2Settings {
  const { requirements, instanceTypes } = typesOf(ec2, keys);
  const { requirements: _, ...others } = ec2;
  return {
    ...others,
    instanceTypes,
    ...(requirements !== undefined && { requirements }),
    // EC2 refuses them for other types, and a launch template has them for all or none.
    ...(instanceTypes.every(burstable) && { cpuCredits: keys.cpu_credits ?? cpuCredits ?? DEFAULT_CREDITS }),
    subnets: [...new Set(keys.subnets ?? ec2.subnets)],
    ...(keys.ipv6_only !== undefined && { isIpv6Only: keys.ipv6_only }),
    market: marketWith(ec2.market, keys),
    disk: diskWith(ec2.disk, keys),
    ...placeWith(keys),
  };
}

/** Types replace requirements, and requirements types. */
function typesOf(
  ec2: Ec2Settings,
  { instance_types, instance_requirements }: LaunchKeys,
): Pick<Ec2Settings, 'instanceTypes' | 'requirements'> {
  if (instance_requirements !== undefined) {
    const requirements = requirementsOf(instance_requirements);
    return { instanceTypes: [typicalType(requirements)], requirements };
  }
  const [first, ...others] = new Set(instance_types);
  if (first !== undefined) return { instanceTypes: [first, ...others] };
  return ec2;
}

function diskWith(
  disk: DiskSettings,
  { disk_iops, disk_throughput, volume_initialization_rate }: LaunchKeys,
): DiskSettings {
  return {
    ...disk,
    ...(disk_iops !== undefined && { iops: disk_iops }),
    ...(disk_throughput !== undefined && { throughput: disk_throughput }),
    ...(volume_initialization_rate !== undefined && { initializationRate: volume_initialization_rate }),
  };
}

type Place = Pick<
  Ec2Settings,
  'areSubnetsInOrder' | 'onDemandStrategy' | 'capacityReservation' | 'placementGroup' | 'cpuOptions'
>;

function placeWith(keys: LaunchKeys): Place {
  const { subnets_in_order, on_demand_strategy, capacity_reservation, placement_group, cpu_options } = keys;
  return {
    ...(subnets_in_order !== undefined && { areSubnetsInOrder: subnets_in_order }),
    ...(on_demand_strategy !== undefined && { onDemandStrategy: on_demand_strategy }),
    ...(capacity_reservation !== undefined && { capacityReservation: capacity_reservation }),
    ...(placement_group !== undefined && { placementGroup: placement_group }),
    ...(cpu_options !== undefined && { cpuOptions: cpuOptionsOf(cpu_options) }),
  };
}

function cpuOptionsOf({ core_count, threads_per_core, nested_virtualization }: CpuOptionsEntry): CpuOptions {
  return {
    ...(core_count !== undefined && { cores: core_count }),
    ...(threads_per_core !== undefined && { threadsPerCore: threads_per_core }),
    ...(nested_virtualization !== undefined && { hasNestedVirtualization: nested_virtualization }),
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
