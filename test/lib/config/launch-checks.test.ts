import { ConfigError } from '../../../lib/config/problem.ts';
import { readConfig } from '../../../lib/config/read.ts';
import type { Settings } from '../../../lib/config/settings.ts';
import { aConfigToml, type TomlRunner } from '../../builders/config-toml.ts';

const read = (...runners: readonly TomlRunner[]): Settings =>
  readConfig(aConfigToml(...runners), 'config.toml');

function problemsOf(...runners: readonly TomlRunner[]): string[] {
  try {
    read(...runners);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const SPOT = 'request-spot-instance=true';

describe('[runners.bastionless] can say more than the driver’s options', () => {
  test.each<[string, string[], string, object]>([
    [
      'types',
      ['instance-type=m5.large'],
      'instance_types = ["t3.medium", "t3a.medium"]',
      { instanceTypes: ['t3.medium', 't3a.medium'] },
    ],
    [
      'subnets',
      ['subnet-id=subnet-0a'],
      'subnets = ["subnet-0b", "subnet-0c"]',
      { subnets: ['subnet-0b', 'subnet-0c'] },
    ],
    [
      'a market to fall back to',
      [SPOT],
      'on_demand_fallback = true',
      { market: { kind: 'Spot', maxPrice: '0.50', onDemandFallback: true } },
    ],
    [
      'nothing, and the driver’s hold',
      ['instance-type=m5.large', 'subnet-id=subnet-0a'],
      '',
      { instanceTypes: ['m5.large'], subnets: ['subnet-0a'] },
    ],
  ])('%s', (_, options, own, expected) => {
    expect(read({ options, own }).runners[0]?.ec2).toMatchObject(expected);
  });

  test.each([
    ['instance_types = []', 'must be a list of instance types: ["t3.medium", "t3a.medium"]'],
    [
      'instance_types = ["big"]',
      'runners[0].bastionless.instance_types[0]: must be an instance type such as "t3.medium"',
    ],
    ['subnets = "subnet-0a"', 'must be a list of subnets: ["subnet-…", "subnet-…"]'],
    ['subnets = ["vpc-0a"]', 'runners[0].bastionless.subnets[0]: must be the id of a subnet, "subnet-…"'],
    ['on_demand_fallback = 1', 'runners[0].bastionless.on_demand_fallback: must be true or false'],
  ])('%s is refused', (own, message) => {
    expect(problemsOf({ own })).toEqual([expect.stringContaining(message)]);
  });
});

describe('keys that contradict each other', () => {
  test.each<[string, TomlRunner[], string]>([
    [
      'types for two architectures',
      [{ own: 'instance_types = ["t3.medium", "t4g.medium"]' }],
      'config.toml:11: runners[0].bastionless.instance_types[1]: must be of one architecture, for they share an image: t3.medium is x86_64, and t4g.medium is not',
    ],
    [
      'a fallback from on demand',
      [{ own: 'on_demand_fallback = true' }],
      'config.toml:11: runners[0].bastionless.on_demand_fallback: has no effect without amazonec2-request-spot-instance=true',
    ],
    [
      'a VPC and no subnet of it',
      [{ options: ['zone=b', 'vpc-id=vpc-0a'] }],
      'config.toml:9: runners[0].machine.MachineOptions[1]: amazonec2-vpc-id needs a subnet of it: set amazonec2-subnet-id, to the one of zone b',
    ],
    [
      'two regions',
      [{ options: ['region=eu-west-1'] }, { name: 'two', options: [] }],
      'runners[1].machine.MachineOptions: amazonec2-region must be the same for all runners (it is us-east-1, and eu-west-1 for "one")',
    ],
    [
      'two endpoints',
      [
        { options: ['endpoint=ec2.example.com'] },
        { name: 'two', options: ['endpoint=https://other.example.com'] },
      ],
      'runners[1].machine.MachineOptions[0]: amazonec2-endpoint must be the same for all runners, as for "one"',
    ],
    [
      'a gp3 disk with fewer than every gp3 has',
      [{ options: ['volume-type=gp3', 'volume-iops=100'] }],
      'runners[0].machine.MachineOptions[1]: must be 3000 to 80000 for a disk of type gp3',
    ],
    [
      'an io1 disk with more than it takes',
      [{ options: ['volume-type=io1', 'volume-iops=99999'] }],
      'runners[0].machine.MachineOptions[1]: must be 100 to 64000 for a disk of type io1',
    ],
    [
      'iops by our key that the disk does not take',
      [{ own: 'disk_iops = 1000' }],
      'runners[0].bastionless.disk_iops: must be 3000 to 80000 for a disk of type gp3',
    ],
    [
      'a bid of nothing',
      [{ options: [SPOT, 'spot-price=0'] }],
      'runners[0].machine.MachineOptions[1]: amazonec2-spot-price=0 buys no machine: remove it, or name a price in dollars an hour',
    ],
    [
      'two tags in one',
      [{ own: 'tags = ["aws, docker"]' }],
      'runners[0].bastionless.tags[0]: must be one tag, without a comma and without spaces around it: tags = ["aws", "docker"]',
    ],
    [
      'a disk that needs iops',
      [{ options: ['volume-type=io2'] }],
      'runners[0].machine.MachineOptions[0]: amazonec2-volume-type=io2 needs amazonec2-volume-iops',
    ],
    [
      'a disk that takes none',
      [{ options: ['volume-type=gp2', 'volume-iops=3000'] }],
      'runners[0].machine.MachineOptions[1]: amazonec2-volume-iops is not for a disk of type gp2',
    ],
  ])('%s', (_, runners, message) => {
    expect(problemsOf(...runners)).toEqual([expect.stringContaining(message)]);
  });

  test('our subnets replace the driver’s one', () => {
    expect(problemsOf({ options: ['vpc-id=vpc-0a'], own: 'subnets = ["subnet-0a"]' })).toEqual([]);
  });
});

const NEEDS = 'instance_requirements = { vcpu = [2, 4], memory_gib = [4, 8] }';

test.each([
  [
    `instance_types = ["m7i.large"]\n${NEEDS}`,
    'instance_requirements: must not be set beside instance_types',
  ],
  ['instance_requirements = { memory_gib = [4, 8] }', 'instance_requirements.vcpu: is missing'],
  [NEEDS.replace('[2, 4]', '[8, 4]'), 'vcpu: must be the least and the most vCPUs: [2, 4]'],
  [NEEDS.replace(' }', ', architectures = ["x86_64", "arm64"] }'), 'must be a list of one architecture'],
  [NEEDS.replace(' }', ', burst = true }'), 'burst: is not a known key of instance_requirements'],
  ['capacity_reservation = "cr-0a"', 'capacity_reservation: is for machines on demand'],
  ['capacity_reservation = "0a"', 'capacity_reservation: must be the id of a Capacity Reservation, "cr-…"'],
  ['placement_group = "spread"', 'placement_group: must be the id of a placement group, "pg-…"'],
  ['on_demand_strategy = "cheapest"', 'on_demand_strategy: must be "lowest-price" or "prioritized"'],
  [`${NEEDS}\non_demand_strategy = "prioritized"`, 'on_demand_strategy: must not be "prioritized" with'],
  [`${NEEDS}\nsubnets_in_order = true`, 'bastionless.subnets_in_order: must not be true with'],
  [`${NEEDS}\nsizes.a = { subnets_in_order = true }`, 'sizes.a.subnets_in_order: must not be true with'],
  [`subnets_in_order = true\nsizes.a = { ${NEEDS} }`, 'subnets_in_order is true: set it to false here'],
  [
    `on_demand_strategy = "prioritized"\nsizes.a = { ${NEEDS} }`,
    '"prioritized": set it to "lowest-price" here',
  ],
  ['cpu_options = { threads_per_core = 3 }', 'threads_per_core: must be 1 or 2'],
  ['cpu_options = { threads_per_core = 1 }', 'cpu_options: must have both core_count and threads_per_core'],
  [`${NEEDS}\ncpu_options = { nested_virtualization = true }`, 'cpu_options: must not be set with'],
  ['disk_throughput = 5000', 'disk_throughput: must be a whole number, 125 to 2000'],
  ['disk_throughput = 500', 'disk_throughput: is for a disk of type gp3', 'volume-type=gp2'],
  ['volume_initialization_rate = 50', 'volume_initialization_rate: must be a whole number, 100 to 300'],
])('%s is refused', (own, message, ...options: string[]) => {
  const problems = problemsOf({ own, options: [SPOT, ...options] });
  expect(problems).toContainEqual(expect.stringContaining(message));
});

describe('EC2 is called', () => {
  test.each<[string, string[][], object]>([
    ['as often as the driver would, six times', [[]], { maxAttempts: 6 }],
    ['as often as the most patient runner says', [['retries=2'], ['retries=4']], { maxAttempts: 5 }],
    ['once, if nothing is to be tried again', [['retries=-1']], { maxAttempts: 1 }],
    ['not more often than is of use', [['retries=50']], { maxAttempts: 10 }],
    [
      'at another address',
      [['endpoint=ec2.example.com']],
      { endpoint: 'https://ec2.example.com', maxAttempts: 6 },
    ],
  ])('%s', (_, options, expected) => {
    const runners = options.map((own, index) => ({ name: `runner-${index}`, options: own }));
    expect(read(...runners).ec2Api).toEqual(expected);
  });

  test('over TLS only', () => {
    expect(problemsOf({ options: ['endpoint=http://ec2.example.com'] })).toEqual([
      expect.stringContaining('must be a host such as ec2.us-east-1.api.aws, or its address with https://'),
    ]);
  });
});
