import { architectureOf } from '../ec2/architecture.ts';
import { burstable } from '../ec2/burstable.ts';
import { tooLarge } from '../ec2/disk.ts';
import type { Ec2Settings } from '../ec2/settings.ts';
import type { KeyPath } from '../file/toml.ts';
import type { RunnerEntry } from '../schema/config.ts';
import type { LaunchKeys } from '../schema/launch.ts';
import type { SizeEntry } from '../schema/sizes.ts';
import { optionsOf } from '../translate/ec2-api-settings.ts';
import { launchSettings, sizeSettings } from '../translate/launch-settings.ts';
import { type Complaint, complainIf } from './complaint.ts';

/** What is launched for an entry, or for one of its sizes. */
interface Shape {
  /** The table that its keys stand in. */
  readonly place: KeyPath;
  readonly keys: LaunchKeys;
  readonly ec2: Ec2Settings;
  /** For a size: what the entry itself launches. */
  readonly sizeOf?: { readonly size: SizeEntry; readonly runner: Ec2Settings };
}

type ShapeCheck = (shape: Shape) => Complaint | undefined;

const hasTypesOfOneArchitecture: ShapeCheck = ({ place, ec2 }) => {
  const [first, ...others] = ec2.instanceTypes;
  const expected = architectureOf(first);
  const odd = others.findIndex((type) => architectureOf(type) !== expected);
  const message = `must be of one architecture, for they share an image: ${first} is ${expected}, and ${others[odd]} is not`;
  return complainIf(odd >= 0, [...place, 'instance_types', odd + 1], message);
};

const fallsBackFromSpot: ShapeCheck = ({ place, keys, ec2 }) =>
  complainIf(
    keys.on_demand_fallback === true && ec2.market.kind !== 'Spot',
    [...place, 'on_demand_fallback'],
    'has no effect without amazonec2-request-spot-instance=true: machines are on demand. Remove it',
  );

const bidsForSpot: ShapeCheck = ({ place, keys, ec2 }) =>
  complainIf(
    keys.max_price !== undefined && ec2.market.kind !== 'Spot',
    [...place, 'max_price'],
    'has no effect on machines that are bought on demand: their price is fixed. Remove it',
  );

const hasAnImageThatFits: ShapeCheck = ({ place, ec2, sizeOf }) => {
  if (sizeOf === undefined || sizeOf.runner.imageId === undefined || sizeOf.size.ami !== undefined)
    return undefined;
  const [own, runners] = [ec2, sizeOf.runner].map(({ instanceTypes }) => architectureOf(instanceTypes[0]));
  const message = `must be set: the machines are ${own}, and the runner’s image, amazonec2-ami, is for ${runners}`;
  return complainIf(own !== runners, [...place, 'ami'], message);
};

/** EC2 refuses a launch with them otherwise. https://github.com/hashicorp/terraform-provider-aws/issues/5067 */
const hasCreditsForBurstables: ShapeCheck = ({ place, keys, ec2 }) => {
  const odd = ec2.instanceTypes.find((type) => burstable(type) === undefined);
  const message = `is for t2, t3, t3a and t4g only, and ${odd} is none of them: EC2 would refuse every launch. Remove it, or the type`;
  return complainIf(keys.cpu_credits !== undefined && odd !== undefined, [...place, 'cpu_credits'], message);
};

const choosesInOneWay: ShapeCheck = ({ place, keys }) =>
  complainIf(
    keys.instance_types !== undefined && keys.instance_requirements !== undefined,
    [...place, 'instance_requirements'],
    'must not be set beside instance_types: name types, or say what they must have',
  );

const buysOnDemandWhatItReserved: ShapeCheck = ({ place, keys, ec2: { market } }) =>
  complainIf(
    keys.capacity_reservation !== undefined && market.kind === 'Spot' && !market.onDemandFallback,
    [...place, 'capacity_reservation'],
    'is for machines on demand: set spot = false in a size, or on_demand_fallback, or remove it',
  );

/** A key that puts types or subnets in order, and its values with and without an order. */
interface OrderKey {
  readonly key: 'subnets_in_order' | 'on_demand_strategy';
  readonly inOrder: string;
  readonly without: string;
  readonly isIn: (ec2: Ec2Settings) => boolean;
}

const SUBNETS_IN_ORDER: OrderKey = {
  key: 'subnets_in_order',
  inOrder: 'true',
  without: 'false',
  isIn: ({ areSubnetsInOrder }) => areSubnetsInOrder === true,
};
const TYPES_IN_ORDER: OrderKey = {
  key: 'on_demand_strategy',
  inOrder: '"prioritized"',
  without: '"lowest-price"',
  isIn: ({ onDemandStrategy }) => onDemandStrategy === 'prioritized',
};

/**
 * Auto Scaling refuses both prioritized strategies with requirements; of EC2 Fleet no page of AWS's says that it takes them.
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html
 */
function hasRequirementsOrOrder({ key, inOrder, without, isIn }: OrderKey): ShapeCheck {
  return ({ place, keys, ec2 }) => {
    if (ec2.requirements === undefined || !isIn(ec2)) return undefined;
    if (keys[key] !== undefined) {
      const message = `must not be ${inOrder} with instance_requirements, which have no order: name instance_types`;
      return { path: [...place, key], message };
    }
    // A size that takes over both is as wrong as its runner, whose complaint is enough.
    const message = `must not be set where the runner’s ${key} is ${inOrder}: set it to ${without} here, or name instance_types`;
    return complainIf(keys.instance_requirements !== undefined, [...place, 'instance_requirements'], message);
  };
}

/** EC2 refuses to launch a type that has fewer cores or lacks the feature. */
const namesTypesForItsCpuOptions: ShapeCheck = ({ place, keys, ec2 }) =>
  complainIf(
    keys.cpu_options !== undefined && ec2.requirements !== undefined,
    [...place, 'cpu_options'],
    'must not be set with instance_requirements: not all types that fit can do it. Name instance_types',
  );

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_EbsBlockDevice.html */
const hasThroughputOfGp3: ShapeCheck = ({ place, keys, ec2: { disk } }) =>
  complainIf(
    keys.disk_throughput !== undefined && disk.type !== 'gp3',
    [...place, 'disk_throughput'],
    `is for a disk of type gp3, and amazonec2-volume-type is ${disk.type}: remove it`,
  );

const hasADiskThatThereIs: ShapeCheck = ({ place, sizeOf, ec2 }) => {
  const message = sizeOf?.size.disk_gib === undefined ? undefined : tooLarge(ec2.disk);
  return message === undefined ? undefined : { path: [...place, 'disk_gib'], message };
};

const CHECKS = [
  hasTypesOfOneArchitecture,
  fallsBackFromSpot,
  bidsForSpot,
  hasAnImageThatFits,
  hasCreditsForBurstables,
  choosesInOneWay,
  buysOnDemandWhatItReserved,
  hasRequirementsOrOrder(SUBNETS_IN_ORDER),
  hasRequirementsOrOrder(TYPES_IN_ORDER),
  namesTypesForItsCpuOptions,
  hasThroughputOfGp3,
  hasADiskThatThereIs,
];

/** What is wrong with what an entry and each of its sizes would launch. Paths are within the entry. */
export function shapeComplaints(entry: RunnerEntry): Complaint[] {
  return shapesOf(entry).flatMap((shape) => CHECKS.flatMap((check) => check(shape) ?? []));
}

function shapesOf(entry: RunnerEntry): Shape[] {
  const keys = entry.bastionless;
  const runner = launchSettings(optionsOf(entry), keys);
  const sizes = Object.entries(keys.sizes).map(([name, size]): Shape => {
    const place = ['bastionless', 'sizes', name];
    return { place, keys: size, ec2: sizeSettings(runner, size), sizeOf: { size, runner } };
  });
  return [{ place: ['bastionless'], keys, ec2: runner }, ...sizes];
}
