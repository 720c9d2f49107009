import type { BarrierName } from '../../../scaler/plan/launches/barriers.ts';

/** What to do about a launch that came to nothing, by what EC2 said. */
const ADVICE: readonly (readonly [said: RegExp, todo: string])[] = [
  [
    /(MaxSpotInstanceCount|VcpuLimit|InstanceLimit)Exceeded/,
    'Ask AWS for a higher quota (the line quota says which), or lower limit in config.toml.',
  ],
  [
    /InsufficientFreeAddressesInSubnet/,
    'The subnet is full: name further ones by subnets in [runners.bastionless], and deploy.',
  ],
  [
    /SpotMaxPriceTooLow/,
    'Raise amazonec2-spot-price, or leave it out: the price on demand is then the most; and deploy.',
  ],
  [
    /Insufficient\w*Capacity|UnfulfillableCapacity/,
    'Name more instance_types and subnets, or set on_demand_fallback = true, in [runners.bastionless], and deploy.',
  ],
  [
    /InvalidAMIID/,
    'The image is gone: name another amazonec2-ami, or leave it out for the newest Amazon Linux; and deploy.',
  ],
  [
    /Unauthorized|AccessDenied/,
    'Deploy again; the lines of CreateFleet and RunInstances say what is denied.',
  ],
  [
    /EC2 refuses the runner’s settings/,
    'Correct config.toml, and deploy: then it is tried at once, else every ten minutes at the latest.',
  ],
];

export const adviceOnLaunch = (outcome: string): string =>
  ADVICE.find(([said]) => said.test(outcome))?.[1] ?? '';

/** What to do where machines are held back; nothing where another finding tells it. */
const HELD: Readonly<Partial<Record<BarrierName, string>>> = {
  limit: 'Raise limit in config.toml and deploy, or let jobs wait.',
  'shared limit': 'Raise limit in config.toml and deploy, or let jobs wait.',
  concurrent: 'Raise concurrent in config.toml and deploy, or let jobs wait.',
  MaxGrowthRate: 'Raise MaxGrowthRate in config.toml and deploy, or let jobs wait.',
};

export const adviceOnHeld = (barrier: BarrierName): string => HELD[barrier] ?? '';
