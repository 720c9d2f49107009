import type { CreateFleetCommandInput } from '@aws-sdk/client-ec2';
import { deploymentOf } from '../../infra/deployment.ts';
import { launchRequest } from '../../lib/aws/ec2/launch-request.ts';
import type { Market } from '../../lib/config/ec2/settings.ts';
import { readConfig } from '../../lib/config/read.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { aConfigToml } from '../builders/config-toml.ts';
import { aLaunch } from '../builders/state.ts';

const read = (keys: string, options: readonly string[] = []) =>
  readConfig(
    aConfigToml({
      options: ['request-spot-instance=true', 'spot-price=', ...options],
      own: `subnets = ["subnet-0a", "subnet-0b"]\n${keys}`,
    }),
    'config.toml',
  );

/** From config.toml to what EC2 is asked: the call, and the launch template that it names. */
function askedOf(keys: string, market: Market['kind'] = 'Spot') {
  const settings = read(keys);
  const [runner] = settings.runners as [RunnerSettings];
  const { call, input } = launchRequest(
    { launch: aLaunch({ market }), runner, subnets: runner.ec2.subnets, scaler: 'bastionless-dev' },
    'lt-1',
  );
  const { resources } = deploymentOf(settings, 'bastionless-dev');
  const templates = Object.values(resources).filter(({ Type }) => Type === 'AWS::EC2::LaunchTemplate');
  const template =
    templates[market === 'OnDemand' ? templates.length - 1 : 0]?.Properties['LaunchTemplateData'];
  return { call, input, template: template as Readonly<Record<string, unknown>> };
}

const overrides = (...Overrides: object[]) => ({ LaunchTemplateConfigs: [{ Overrides }] });
const TYPES = 'instance_types = ["m7i.large", "m7a.large"]';
const FALLBACK = 'on_demand_fallback = true';
const ebs = (more: object) => ({ BlockDeviceMappings: [{ Ebs: more }] });

const REQUIREMENTS = {
  VCpuCount: { Min: 4, Max: 8 },
  MemoryMiB: { Min: 16_384, Max: 32_768 },
  CpuManufacturers: ['intel', 'amd'],
  InstanceGenerations: ['current'],
  ExcludedInstanceTypes: ['t*', '*.metal'],
  BareMetal: 'excluded',
  BurstablePerformance: 'excluded',
  AcceleratorCount: { Max: 0 },
  MaxSpotPriceAsPercentageOfOptimalOnDemandPrice: 100,
  OnDemandMaxPricePercentageOverLowestPrice: 20,
};

test.each<[string, Market['kind'], object, object]>([
  [
    'instance_requirements = { vcpu = [4, 8], memory_gib = [16, 32], exclude = ["t*", "*.metal"] }',
    'Spot',
    {
      SpotOptions: { AllocationStrategy: 'price-capacity-optimized' },
      ...overrides(
        { InstanceRequirements: REQUIREMENTS, SubnetId: 'subnet-0a' },
        { InstanceRequirements: REQUIREMENTS, SubnetId: 'subnet-0b' },
      ),
    },
    { ImageId: expect.not.stringContaining('arm64') },
  ],
  [
    'instance_requirements = { vcpu = [2, 2], memory_gib = [4, 8], architectures = ["arm64"], generations = "any", instance_store = true, max_price_percent = 70 }',
    'Spot',
    overrides(
      {
        InstanceRequirements: expect.objectContaining({
          CpuManufacturers: ['amazon-web-services'],
          InstanceGenerations: ['current', 'previous'],
          LocalStorage: 'required',
          MaxSpotPriceAsPercentageOfOptimalOnDemandPrice: 70,
        }),
        SubnetId: 'subnet-0a',
      },
      expect.anything(),
    ),
    { ImageId: expect.stringContaining('arm64') },
  ],
  [
    `${TYPES}\nmax_price = 0.07`,
    'Spot',
    overrides(
      { InstanceType: 'm7i.large', SubnetId: 'subnet-0a', MaxPrice: '0.07' },
      { InstanceType: 'm7i.large', SubnetId: 'subnet-0b', MaxPrice: '0.07' },
      { InstanceType: 'm7a.large', SubnetId: 'subnet-0a', MaxPrice: '0.07' },
      { InstanceType: 'm7a.large', SubnetId: 'subnet-0b', MaxPrice: '0.07' },
    ),
    {},
  ],
  [
    `${TYPES}\nsubnets_in_order = true`,
    'Spot',
    {
      SpotOptions: { AllocationStrategy: 'capacity-optimized-prioritized' },
      ...overrides(
        { InstanceType: 'm7i.large', SubnetId: 'subnet-0a', Priority: 0 },
        { InstanceType: 'm7i.large', SubnetId: 'subnet-0b', Priority: 2 },
        { InstanceType: 'm7a.large', SubnetId: 'subnet-0a', Priority: 0 },
        { InstanceType: 'm7a.large', SubnetId: 'subnet-0b', Priority: 2 },
      ),
    },
    {},
  ],
  [
    `${TYPES}\n${FALLBACK}\non_demand_strategy = "prioritized"`,
    'OnDemand',
    {
      OnDemandOptions: { AllocationStrategy: 'prioritized' },
      ...overrides(
        { InstanceType: 'm7i.large', SubnetId: 'subnet-0a', Priority: 0 },
        { InstanceType: 'm7i.large', SubnetId: 'subnet-0b', Priority: 0 },
        { InstanceType: 'm7a.large', SubnetId: 'subnet-0a', Priority: 1 },
        { InstanceType: 'm7a.large', SubnetId: 'subnet-0b', Priority: 1 },
      ),
    },
    {},
  ],
  [
    TYPES,
    'Spot',
    { SpotOptions: { AllocationStrategy: 'price-capacity-optimized' } },
    { InstanceType: 'm7i.large' },
  ],
  [
    `${FALLBACK}\ncapacity_reservation = "cr-0a1b"`,
    'OnDemand',
    { OnDemandOptions: { CapacityReservationOptions: { UsageStrategy: 'use-capacity-reservations-first' } } },
    { CapacityReservationSpecification: { CapacityReservationTarget: { CapacityReservationId: 'cr-0a1b' } } },
  ],
  ['placement_group = "pg-0a1b"', 'Spot', {}, { Placement: { GroupId: 'pg-0a1b' } }],
  [
    'cpu_options = { threads_per_core = 1, core_count = 2, nested_virtualization = true }',
    'Spot',
    {},
    { CpuOptions: { CoreCount: 2, ThreadsPerCore: 1, NestedVirtualization: 'enabled' } },
  ],
  [
    'disk_iops = 6000\ndisk_throughput = 500\nvolume_initialization_rate = 300',
    'Spot',
    {},
    ebs({ VolumeType: 'gp3', Iops: 6000, Throughput: 500, VolumeInitializationRate: 300 }),
  ],
])('%s: %s', (keys, market, input, template) => {
  const asked = askedOf(keys, market);
  expect(asked).toMatchObject({ call: 'CreateFleet', input, template });
});

test('EC2 allows four such requirements: a fleet is in the first four zones', () => {
  const keys = 'instance_requirements = { vcpu = [2, 2], memory_gib = [4, 8] }';
  const [parsed] = read(keys).runners as [RunnerSettings];
  const subnets = ['a', 'b', 'c', 'd', 'e', 'f'].map((zone) => `subnet-0${zone}`);
  const runner = { ...parsed, ec2: { ...parsed.ec2, subnets } };
  const { input } = launchRequest({ launch: aLaunch(), runner, subnets, scaler: 'bastionless-dev' }, 'lt-1');

  const [config] = (input as CreateFleetCommandInput).LaunchTemplateConfigs ?? [];
  expect(config?.Overrides?.map(({ SubnetId }) => SubnetId)).toEqual(subnets.slice(0, 4));
});

test('with requirements the launch template has no type, and spot reserves nothing', () => {
  expect(
    askedOf('instance_requirements = { vcpu = [2, 2], memory_gib = [4, 8] }').template,
  ).not.toHaveProperty('InstanceType');
  expect(askedOf(`${FALLBACK}\ncapacity_reservation = "cr-0a1b"`).template).not.toHaveProperty(
    'CapacityReservationSpecification',
  );
});

test.each([
  ['{ vcpu = [2, 2], memory_gib = [4, 8] }', 'c7i.large'],
  ['{ vcpu = [4, 8], memory_gib = [16, 32] }', 'm7i.xlarge'],
  ['{ vcpu = [3, 4], memory_gib = [32, 64], architectures = ["arm64"] }', 'r7g.xlarge'],
])('%s is taken to be a %s where one type must be named', (requirements, type) => {
  expect(read(`instance_requirements = ${requirements}`).runners[0]?.ec2.instanceTypes).toEqual([type]);
});

test('a size may have requirements, or name types instead of its runner’s requirements', () => {
  const [, large, small] = read(
    `instance_requirements = { vcpu = [2, 2], memory_gib = [4, 8] }
sizes.large = { instance_requirements = { vcpu = [8, 16], memory_gib = [32, 64] } }
sizes.small = { instance_types = ["t3.micro"] }`,
  ).runners;
  expect(large?.ec2.requirements?.vcpus).toEqual({ least: 8, most: 16 });
  expect(small?.ec2).toMatchObject({ instanceTypes: ['t3.micro'], cpuCredits: 'standard' });
  expect(small?.ec2).not.toHaveProperty('requirements');
});

test('a size with requirements has no order of types, though its runner has one', () => {
  const [, large] = read(
    `${TYPES}
subnets_in_order = true
on_demand_strategy = "prioritized"
sizes.large = { instance_requirements = { vcpu = [8, 16], memory_gib = [32, 64] }, subnets_in_order = false, on_demand_strategy = "lowest-price" }`,
  ).runners;
  expect(large?.ec2).toMatchObject({ areSubnetsInOrder: false, onDemandStrategy: 'lowest-price' });
});
