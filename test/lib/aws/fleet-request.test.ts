import { fleetRequest } from '../../../lib/aws/fleet-request.ts';
import type { Ec2Settings } from '../../../lib/config/settings.ts';
import { aRunner } from '../../builders/settings.ts';
import { aLaunch, NOW } from '../../builders/state.ts';

const deployment = { scaler: 'bastionless-dev', launchTemplatePrefix: 'bastionless-dev' };
const launch = aLaunch({ id: '0123456789abcdef', count: 3 });

function requestOf(ec2: Partial<Ec2Settings>) {
  const runner = aRunner();
  return fleetRequest(launch, { ...runner, ec2: { ...runner.ec2, ...ec2 } }, deployment);
}

function overridesOf(ec2: Partial<Ec2Settings>) {
  return requestOf(ec2).LaunchTemplateConfigs?.[0]?.Overrides;
}

test('asks once for all machines of the launch, from the newest version of the runner’s launch template', () => {
  expect(requestOf({})).toMatchObject({
    Type: 'instant',
    ClientToken: launch.id,
    LaunchTemplateConfigs: [
      { LaunchTemplateSpecification: { LaunchTemplateName: 'bastionless-dev-one', Version: '$Latest' } },
    ],
    TargetCapacitySpecification: { TotalTargetCapacity: 3 },
  });
});

test.each<[string, Partial<Ec2Settings>, object]>([
  [
    'in a subnet',
    { subnetId: 'subnet-1', zone: 'b', market: { kind: 'OnDemand' } },
    { InstanceType: 't3.medium', SubnetId: 'subnet-1' },
  ],
  [
    'in a zone if there is no subnet',
    { region: 'eu-west-1', zone: 'b', market: { kind: 'OnDemand' } },
    { InstanceType: 't3.medium', AvailabilityZone: 'eu-west-1b' },
  ],
  [
    'for no more than the greatest price',
    { market: { kind: 'Spot', maxPrice: '0.03' } },
    { InstanceType: 't3.medium', AvailabilityZone: 'us-east-1a', MaxPrice: '0.03' },
  ],
  [
    'for spot prices up to that on demand if none is said',
    { market: { kind: 'Spot' } },
    { InstanceType: 't3.medium', AvailabilityZone: 'us-east-1a' },
  ],
])('asks for instances %s', (_, ec2, override) => {
  expect(overridesOf(ec2)).toEqual([override]);
});

test('asks for spot capacity where it is cheap and least likely to be taken back', () => {
  const request = requestOf({ market: { kind: 'Spot' } });
  expect(request.TargetCapacitySpecification?.DefaultTargetCapacityType).toBe('spot');
  expect(request.SpotOptions).toEqual({ AllocationStrategy: 'price-capacity-optimized' });
});

test('asks for capacity on demand with no word of spot', () => {
  const request = requestOf({ market: { kind: 'OnDemand' } });
  expect(request.TargetCapacitySpecification?.DefaultTargetCapacityType).toBe('on-demand');
  expect(request).not.toHaveProperty('SpotOptions');
});

test('tags the instances with what they belong to, and the user’s tags', () => {
  const specification = requestOf({ tags: { team: 'ci', 'bastionless:launch': 'mine' } }).TagSpecifications;
  const tags = specification?.find(({ ResourceType }) => ResourceType === 'instance')?.Tags ?? [];
  expect(Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]))).toEqual({
    Name: `machine-${NOW}-01234567`,
    team: 'ci',
    'bastionless:scaler': 'bastionless-dev',
    'bastionless:runner': 'one',
    'bastionless:launch': launch.id,
  });
});

test('a request that is repeated is the same', () => {
  expect(requestOf({})).toEqual(requestOf({}));
});
