import * as v from 'valibot';
import { CpuOptions } from './cpu-options.ts';
import { dollars, idOf, instanceTypes, oneOf, subnets, truth, wholeNumberIn } from './fields.ts';
import { type EntryOf, key } from './key-text.ts';
import { Requirements } from './requirements.ts';

/**
 * AWS recommends it for spot machines that are busy at once and for a short time: they have no idle time to earn credits
 * in, so unlimited ones would pay for all that they use beyond the baseline.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/how-spot-instances-work.html#burstable-spot-instances
 */
export const DEFAULT_CREDITS = 'standard';

/** The keys that say what is launched: of `[runners.bastionless]`, and of each of its sizes in their place. */
export const launchKeys = {
  instance_types: key(
    instanceTypes,
    'types that EC2 may choose from, all of one architecture; default: amazonec2-instance-type',
  ),
  instance_requirements: v.optional(Requirements),
  subnets: key(
    subnets,
    'subnets that EC2 may choose from; with instance_requirements those of the first four zones; default: amazonec2-subnet-id',
  ),
  subnets_in_order: key(
    truth,
    'a subnet’s zone is taken only where those before it have no capacity; not with instance_requirements; default: false, EC2 chooses',
  ),
  max_price: key(dollars, 'the most dollars an hour for a spot machine; default: amazonec2-spot-price'),
  on_demand_fallback: key(
    truth,
    'machines are bought on demand, at once, if spot has no capacity; default: false',
  ),
  on_demand_strategy: key(
    oneOf(['lowest-price', 'prioritized'], 'must be "lowest-price" or "prioritized"'),
    'for machines on demand: the cheapest type, or the first of instance_types with capacity; default: "lowest-price"',
  ),
  capacity_reservation: key(
    idOf('cr', 'a Capacity Reservation'),
    'machines on demand are launched into this Capacity Reservation, while it has room',
  ),
  placement_group: key(idOf('pg', 'a placement group'), 'machines are launched into this placement group'),
  cpu_options: v.optional(CpuOptions),
  disk_iops: key(
    wholeNumberIn(100, 256_000),
    'the disk’s I/O operations a second; default: amazonec2-volume-iops',
  ),
  disk_throughput: key(wholeNumberIn(125, 2000), 'MiB a second of a gp3 disk; default: 125'),
  volume_initialization_rate: key(
    wholeNumberIn(100, 300),
    'MiB a second at which the disk is filled from the image’s snapshot, for a fee; without, as blocks are read',
  ),
  cpu_credits: key(
    oneOf(['standard', 'unlimited'], 'must be "standard" or "unlimited"'),
    `of t2, t3, t3a and t4g: "standard" holds a job to the type’s share of the CPU once credits are used up, "unlimited" charges for more; default: "${DEFAULT_CREDITS}"`,
  ),
  ipv6_only: key(
    truth,
    'machines have an IPv6 address and no public IPv4 address, which costs a fifth of a t3.medium on spot; default: false',
  ),
};

export type LaunchKeys = EntryOf<typeof launchKeys>;
