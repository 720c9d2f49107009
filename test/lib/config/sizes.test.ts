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
    entry: { name: 'linux', limit: 10 },
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

test('one that shares is for all that its tags allow', () => {
  expect(sizeOf('shares = true')).not.toHaveProperty('onlyFor');
});

const refused = (sizes: string) => () => runnersOf(sizes);

test.each([
  ['sizes.large = { instance_type = "m7i.large" }', 'large.instance_type: is not a key of'],
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
