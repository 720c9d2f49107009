import { inspect } from '../../../lib/config/inspect.ts';
import { readConfig } from '../../../lib/config/read.ts';
import type { RunnerSettings } from '../../../lib/config/settings.ts';
import { verdictOf } from '../../../lib/config/verdicts.ts';

const CONFIG = `[[runners]]
name = "linux"
url = "https://gitlab.example.com"
executor = "docker+machine"
limit = 10
[runners.machine]
IdleCount = 2
IdleTime = 600
MaxBuilds = 5
MachineDriver = "amazonec2"
MachineName = "machine-%s"
MachineOptions = ["amazonec2-instance-type=m7i.large", "amazonec2-request-spot-instance=true", "amazonec2-ami=ami-0a"]
[runners.bastionless]
tags = ["aws"]
on_demand_fallback = true
`;
const FIRST_LINE = CONFIG.split('\n').length;

const runnersOf = (sizes: string): readonly RunnerSettings[] =>
  readConfig(`${CONFIG}${sizes}`, 'config.toml').runners;
const sizeOf = (keys: string): RunnerSettings | undefined => runnersOf(`sizes.large = { ${keys} }`)[1];

test('a size is a runner of its own, with one tag more, and no idle machines unless it says so', () => {
  const [linux, large] = runnersOf(
    'sizes.large = { instance_types = ["m7i.2xlarge", "m7a.2xlarge"], disk_gib = 100 }',
  );
  expect(large).toEqual({
    ...linux,
    name: 'linux/large',
    limit: 10,
    entry: { name: 'linux', executor: 'docker+machine', limit: 10 },
    tags: ['aws', 'large'],
    runUntagged: false,
    onlyFor: 'large',
    machine: {
      ...linux?.machine,
      idle: { idleCount: 0, idleCountMin: 0, idleScaleFactor: 0, idleTime: 0 },
      periods: [],
    },
    ec2: {
      ...linux?.ec2,
      instanceTypes: ['m7i.2xlarge', 'm7a.2xlarge'],
      disk: { ...linux?.ec2.disk, gibibytes: 100 },
      // A price is that of the runner's types.
      market: { kind: 'Spot', onDemandFallback: true },
    },
  });
});

test('the runner itself stays as it is, and sizes stand in the order of the file', () => {
  const runners = runnersOf(
    '[runners.bastionless.sizes.small]\n[runners.bastionless.sizes.large]\nlimit = 3\n',
  );
  expect(runners.map(({ name, limit }) => [name, limit])).toEqual([
    ['linux', 10],
    ['linux/small', 10],
    ['linux/large', 3],
  ]);
  expect(runners[0]).toEqual(runnersOf('')[0]);
});

test.each<[string, object]>([
  ['limit = 30', { limit: 10 }],
  ['idle_count = 1, idle_time = 60', { machine: { idle: { idleCount: 1, idleTime: 60 }, maxBuilds: 5 } }],
  ['max_price = 0.25', { ec2: { market: { kind: 'Spot', maxPrice: '0.25' } } }],
  ['spot = false', { ec2: { market: { kind: 'OnDemand' } } }],
  ['on_demand_fallback = false', { ec2: { market: { kind: 'Spot', onDemandFallback: false } } }],
  [
    'ami = "ami-0b", instance_types = ["m7g.large"]',
    { ec2: { imageId: 'ami-0b', instanceTypes: ['m7g.large'] } },
  ],
  ['subnets = ["subnet-0b"]', { ec2: { subnets: ['subnet-0b'] } }],
])('{ %s }', (keys, expected) => {
  expect(sizeOf(keys)).toMatchObject(expected);
});

describe('what check says of the runner’s types', () => {
  const KEYS = {
    capacity_reservation: '"cr-0a"',
    placement_group: '"pg-0a"',
    cpu_options: '{ core_count = 1, threads_per_core = 1 }',
  };
  const OF_RUNNER = Object.entries(KEYS)
    .map(([key, value]) => `${key} = ${value}\n`)
    .join('');
  const SETTINGS = ['capacityReservation', 'placementGroup', 'cpuOptions'] as const;
  const settingsOf = (size: string) => {
    const ec2 = runnersOf(`${OF_RUNNER}sizes.large = { ${size} }`)[1]?.ec2;
    return SETTINGS.filter((key) => ec2?.[key] !== undefined);
  };

  test.each([
    ['disk_gib = 100', SETTINGS],
    ['instance_types = ["m7i.2xlarge"]', []],
    ['instance_requirements = { vcpu = [8, 8], memory_gib = [16, 64] }', []],
    ['instance_types = ["m7i.2xlarge"], placement_group = "pg-0b"', ['placementGroup']],
  ])('with { %s } of a size: %j', (size, expected) => {
    expect(settingsOf(size)).toEqual(expected);
  });

  test('check says, by line, what a size with other types does not take over', () => {
    expect(
      told(`${OF_RUNNER}sizes.large = { instance_types = ["m7i.2xlarge"], capacity_reservation = "cr-0b" }`),
    ).toEqual([
      [
        FIRST_LINE + 3,
        'sizes.large: has types of its own, and does not take over the runner’s placement_group and cpu_options: what is meant for it stands here too',
      ],
    ]);
    expect(told(`${OF_RUNNER}sizes.large = { disk_gib = 100 }`)).toEqual([]);
  });
});

/** Of sizes, by line. */
const told = (sizes: string) =>
  inspect(`${CONFIG}${sizes}`, 'config.toml').warnings.flatMap(({ line, path, message }) =>
    path.includes('.sizes.') ? [[line, `${path.replace('runners[0].bastionless.', '')}: ${message}`]] : [],
  );

test.each([
  ['idle_count = 1', 'idle_count'],
  ['idle_time = 600', 'idle_time'],
  ['idle_count = 1, shares = true', undefined],
  ['limit = 1', undefined],
])('check warns that an idle machine of the size may get smaller jobs: { %s }', (size, key) => {
  const message = `sizes.large.${key}: while a machine of it stands ready, GitLab may give it a job that asks for aws alone`;
  expect(told(`sizes.large = { ${size} }`)).toEqual(
    key === undefined ? [] : [[FIRST_LINE, expect.stringContaining(message)]],
  );
});

test('without tags of the runner there is no warning: no job asks for them alone', () => {
  const config = CONFIG.replace('tags = ["aws"]\n', '');
  expect(inspect(`${config}sizes.large = { idle_count = 1 }`, 'config.toml').warnings).not.toEqual(
    expect.arrayContaining([expect.objectContaining({ path: expect.stringContaining('.sizes.') })]),
  );
});

test('a size that shares takes all jobs that its tags allow', () => {
  expect(sizeOf('shares = true')).not.toHaveProperty('onlyFor');
});

const refused = (sizes: string) => () => runnersOf(sizes);

test.each([
  ['sizes.large = { instance_type = "m7i.large" }', 'large.instance_type: is not a known key of'],
  [
    'sizes.large = { instance_types = ["m7i.large", "m7g.large"] }',
    'large.instance_types[1]: must be of one architecture',
  ],
  [
    'sizes.arm = { instance_types = ["m7g.large"] }',
    'arm.ami: must be set: the machines are arm64, and the runner’s image, amazonec2-ami, is for x86_64',
  ],
  [
    'sizes.large = { spot = false, max_price = 1.5 }',
    'large.max_price: has no effect on machines that are bought on demand',
  ],
  ['sizes.large = { max_price = "1" }', 'large.max_price: must be a price in dollars, above 0, such as 0.25'],
  ['sizes.large = { idle_count = -1 }', 'large.idle_count: must be a whole number, 0 or more'],
  ['sizes."very large" = {}', 'very large: must be a name that is a tag of jobs'],
])('%s is refused, with its line', (sizes, problem) => {
  expect(refused(sizes)).toThrow(`config.toml:${FIRST_LINE}: runners[0].bastionless.sizes.${problem}`);
});

test('no other runner has the name of a size', () => {
  const other = CONFIG.replace('"linux"', '"linux/large"');
  expect(refused(`sizes.large = {}\n${other}`)).toThrow('"linux/large" is the name of another runner too');
});

test('check says what a key of a size does', () => {
  const path = ['runners', 0, 'bastionless', 'sizes', 'large', 'disk_gib'];
  expect(verdictOf(path, 100)).toMatchObject({
    verdict: 'honoured',
    note: expect.stringContaining('size in GiB'),
  });
});
