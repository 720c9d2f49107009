import * as v from 'valibot';
import { cpuCredits } from './cpu-credits.ts';
import { dollars, instanceTypes, subnets, truth } from './fields.ts';
import { honoured } from './key-text.ts';

/** The keys that say what is launched: of `[runners.bastionless]`, and of each of its sizes in their place. */
export const launchKeys = {
  instance_types: v.optional(
    v.pipe(
      instanceTypes,
      honoured('types that EC2 may choose from, all of one architecture; default: amazonec2-instance-type'),
    ),
  ),
  subnets: v.optional(
    v.pipe(subnets, honoured('subnets that EC2 may choose from; default: amazonec2-subnet-id')),
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
