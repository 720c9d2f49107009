import * as v from 'valibot';
import { cpuCredits } from './cpu-credits.ts';
import { CpuOptions } from './cpu-options.ts';
import { dollars, idOf, instanceTypes, oneOf, subnets, truth, wholeNumberIn } from './fields.ts';
import { honoured } from './key-text.ts';
import { Requirements } from './requirements.ts';

const EXPECTED_STRATEGY = 'must be "lowest-price" or "prioritized"';

/** The keys that say what is launched: of `[runners.bastionless]`, and of each of its sizes in their place. */
export const launchKeys = {
  instance_types: v.optional(
    v.pipe(
      instanceTypes,
      honoured('types that EC2 may choose from, all of one architecture; default: amazonec2-instance-type'),
    ),
  ),
  instance_requirements: v.optional(Requirements),
  subnets: v.optional(
    v.pipe(
      subnets,
      honoured(
        'subnets that EC2 may choose from; with instance_requirements those of the first four zones; default: amazonec2-subnet-id',
      ),
    ),
  ),
  subnets_in_order: v.optional(
    v.pipe(
      truth,
      honoured(
        'a subnet’s zone is taken only where those before it have no capacity; not with instance_requirements; default: false, EC2 chooses',
      ),
    ),
  ),
  max_price: v.optional(
    v.pipe(
      dollars,
      honoured('dollars an hour, above which no spot machine is bought; default: amazonec2-spot-price'),
    ),
  ),
  on_demand_fallback: v.optional(
    v.pipe(
      truth,
      honoured('machines that spot has no capacity for are bought on demand, at once; default: false'),
    ),
  ),
  on_demand_strategy: v.optional(
    v.pipe(
      oneOf(['lowest-price', 'prioritized'], EXPECTED_STRATEGY),
      honoured(
        'of machines on demand: the cheapest type, or the first of instance_types that there is capacity for; default: "lowest-price"',
      ),
    ),
  ),
  capacity_reservation: v.optional(
    v.pipe(
      idOf('cr', 'a Capacity Reservation'),
      honoured('machines on demand are launched into this Capacity Reservation, while it has room'),
    ),
  ),
  placement_group: v.optional(
    v.pipe(idOf('pg', 'a placement group'), honoured('machines are launched into this placement group')),
  ),
  cpu_options: v.optional(CpuOptions),
  disk_iops: v.optional(
    v.pipe(
      wholeNumberIn(100, 256_000),
      honoured('the disk’s I/O operations a second; default: amazonec2-volume-iops'),
    ),
  ),
  disk_throughput: v.optional(
    v.pipe(wholeNumberIn(125, 2000), honoured('MiB a second of a gp3 disk; default: 125')),
  ),
  volume_initialization_rate: v.optional(
    v.pipe(
      wholeNumberIn(100, 300),
      honoured(
        'MiB a second at which the disk is filled from the image’s snapshot, for a fee; without, as blocks are read',
      ),
    ),
  ),
  cpu_credits: cpuCredits,
  ipv6_only: v.optional(
    v.pipe(
      truth,
      honoured(
        'machines have an IPv6 address and no public IPv4 address, which costs a fifth of a t3.medium on spot; default: false',
      ),
    ),
  ),
};

const Keys = v.object(launchKeys);
export type LaunchKeys = v.InferOutput<typeof Keys>;
