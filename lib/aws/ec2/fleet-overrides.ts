import type {
  _InstanceType,
  CreateFleetCommandInput,
  FleetLaunchTemplateOverridesRequest,
  InstanceRequirementsRequest,
} from '@aws-sdk/client-ec2';
import { MOST_REQUIREMENTS } from '../../config/ec2/most-requirements.ts';
import type { Ec2Settings, InstanceRequirements, Market } from '../../config/ec2/settings.ts';

type Options = Pick<CreateFleetCommandInput, 'SpotOptions' | 'OnDemandOptions'>;

/**
 * How a fleet chooses: on spot by price and capacity, on demand as is said. Where subnets have an order, and of types that
 * have one, it is that of the overrides' priorities; on spot EC2 heeds them as far as capacity lets it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-allocation-strategy.html
 */
export function choiceOf(ec2: Ec2Settings, market: Market['kind']): Options {
  const { areSubnetsInOrder = false, onDemandStrategy = 'lowest-price', capacityReservation } = ec2;
  if (market === 'Spot') {
    const AllocationStrategy = areSubnetsInOrder
      ? 'capacity-optimized-prioritized'
      : 'price-capacity-optimized';
    return { SpotOptions: { AllocationStrategy } };
  }
  return {
    OnDemandOptions: {
      AllocationStrategy: areSubnetsInOrder ? 'prioritized' : onDemandStrategy,
      ...(capacityReservation !== undefined && {
        CapacityReservationOptions: { UsageStrategy: 'use-capacity-reservations-first' },
      }),
    },
  };
}

/**
 * Each type in each subnet, or all that fit in each of the first four. A subnet says the zone; without one it is the zone's default
 * subnet.
 */
export function overridesOf(
  ec2: Ec2Settings,
  market: Market['kind'],
  subnets: readonly string[],
): FleetLaunchTemplateOverridesRequest[] {
  const { region, zone, instanceTypes, requirements } = ec2;
  const places =
    subnets.length === 0
      ? [{ AvailabilityZone: `${region}${zone}` }]
      : inOrder(ec2, subnets).map((SubnetId) => ({ SubnetId }));
  const price = priceOf(ec2, market);
  if (requirements !== undefined) {
    const InstanceRequirements = requirementsRequest(requirements);
    return places.slice(0, MOST_REQUIREMENTS).map((place) => ({ InstanceRequirements, ...place, ...price }));
  }
  const ofType = ec2.onDemandStrategy === 'prioritized' && market === 'OnDemand' ? 1 : 0;
  const ofPlace = ec2.areSubnetsInOrder ? instanceTypes.length : 0;
  return instanceTypes.flatMap((type, typeIndex) =>
    places.map((place, placeIndex) => ({
      InstanceType: type as _InstanceType,
      ...place,
      ...price,
      // The lowest is the first.
      ...(ofType + ofPlace > 0 && { Priority: typeIndex * ofType + placeIndex * ofPlace }),
    })),
  );
}

/** As config.toml has them, of those that are left after one was chosen for each zone. */
const inOrder = (ec2: Ec2Settings, subnets: readonly string[]): readonly string[] =>
  ec2.subnets.filter((subnet) => subnets.includes(subnet));

/** MaxPrice is an instance's, an hour. */
function priceOf({ market }: Ec2Settings, of: Market['kind']) {
  if (of === 'OnDemand' || market.kind === 'OnDemand' || market.maxPrice === undefined) return {};
  return { MaxPrice: market.maxPrice };
}

/** Above the cheapest type that fits, which EC2 takes on demand where nothing is said. */
const ON_DEMAND_PERCENT = 20;
const MEBIBYTES = 1024;

/** What a launch asks for: what fits, without what costs much more than its like. */
function requirementsRequest(of: InstanceRequirements): InstanceRequirementsRequest {
  return {
    ...attributesRequest(of),
    MaxSpotPriceAsPercentageOfOptimalOnDemandPrice: of.maxPricePercent,
    OnDemandMaxPricePercentageOverLowestPrice: ON_DEMAND_PERCENT,
  };
}

/**
 * What fits, whatever it costs. The architecture is the image's; who makes the CPU says it once more. Burstable types are
 * left out, whose CPU is not a job's own.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirementsRequest.html
 */
export function attributesRequest(of: InstanceRequirements): InstanceRequirementsRequest {
  const { vcpus, gibibytes, architecture, generations, excluded, hasInstanceStore } = of;
  return {
    VCpuCount: { Min: vcpus.least, Max: vcpus.most },
    MemoryMiB: { Min: gibibytes.least * MEBIBYTES, Max: gibibytes.most * MEBIBYTES },
    CpuManufacturers: architecture === 'arm64' ? ['amazon-web-services'] : ['intel', 'amd'],
    InstanceGenerations: generations === 'current' ? ['current'] : ['current', 'previous'],
    ...(excluded.length > 0 && { ExcludedInstanceTypes: [...excluded] }),
    BareMetal: 'excluded',
    BurstablePerformance: 'excluded',
    ...(hasInstanceStore && { LocalStorage: 'required' }),
    AcceleratorCount: { Max: 0 },
  };
}
