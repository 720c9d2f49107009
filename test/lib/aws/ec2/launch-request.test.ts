import type {
  CreateFleetCommandInput,
  RunInstancesCommandInput,
  TagSpecification,
} from '@aws-sdk/client-ec2';
import { type LaunchRequest, launchRequest } from '../../../../lib/aws/ec2/launch-request.ts';
import type { Ec2Settings } from '../../../../lib/config/ec2/settings.ts';
import type { Launch } from '../../../../lib/scaler/state/launches/launch.ts';
import { aRunner } from '../../../builders/settings.ts';
import { aLaunch, NOW } from '../../../builders/state.ts';

type Market = Launch['market'];

function requestOf(ec2: Partial<Ec2Settings>, market: Market = 'Spot'): LaunchRequest {
  const { ec2: usual, ...runner } = aRunner();
  const settings = { ...usual, ...ec2 };
  const launch = aLaunch({ id: '0123456789abcdef', count: 3, market });
  return launchRequest(
    {
      launch,
      runner: { ...runner, ec2: settings },
      subnets: settings.subnets,
      scaler: 'bastionless-dev',
    },
    'lt-1',
  );
}

function fleetOf(ec2: Partial<Ec2Settings>, market: Market = 'Spot'): CreateFleetCommandInput {
  const { call, input } = requestOf(ec2, market);
  expect(call).toBe('CreateFleet');
  return input as CreateFleetCommandInput;
}

function instancesOf(ec2: Partial<Ec2Settings>): RunInstancesCommandInput {
  const { call, input } = requestOf(ec2, 'OnDemand');
  expect(call).toBe('RunInstances');
  return input as RunInstancesCommandInput;
}

const overridesOf = (ec2: Partial<Ec2Settings>, market: Market = 'Spot') =>
  fleetOf(ec2, market).LaunchTemplateConfigs?.[0]?.Overrides;

const spot = (maxPrice?: string) =>
  ({ kind: 'Spot', onDemandFallback: true, ...(maxPrice && { maxPrice }) }) as const;

function tagsOf(specifications: readonly TagSpecification[] | undefined, kind: string) {
  const tags = specifications?.find(({ ResourceType }) => ResourceType === kind)?.Tags ?? [];
  return Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

describe('a fleet', () => {
  test('asks once for all machines of the launch, by the template', () => {
    expect(fleetOf({})).toMatchObject({
      Type: 'instant',
      ClientToken: '0123456789abcdef',
      LaunchTemplateConfigs: [{ LaunchTemplateSpecification: { LaunchTemplateId: 'lt-1', Version: '1' } }],
      TargetCapacitySpecification: { TotalTargetCapacity: 3 },
    });
  });

  test.each<[string, Partial<Ec2Settings>, Market, object[]]>([
    [
      'in a subnet',
      { subnets: ['subnet-1'], zone: 'b', market: spot() },
      'Spot',
      [{ InstanceType: 't3.medium', SubnetId: 'subnet-1' }],
    ],
    [
      'in a zone if there is no subnet',
      { region: 'eu-west-1', zone: 'b', market: spot() },
      'Spot',
      [{ InstanceType: 't3.medium', AvailabilityZone: 'eu-west-1b' }],
    ],
    [
      'for no more than the greatest price',
      { market: spot('0.03') },
      'Spot',
      [{ InstanceType: 't3.medium', AvailabilityZone: 'us-east-1a', MaxPrice: '0.03' }],
    ],
    [
      'of each type in each subnet',
      { instanceTypes: ['t3.medium', 't3a.medium'], subnets: ['subnet-1', 'subnet-2'], market: spot('1') },
      'Spot',
      [
        { InstanceType: 't3.medium', SubnetId: 'subnet-1', MaxPrice: '1' },
        { InstanceType: 't3.medium', SubnetId: 'subnet-2', MaxPrice: '1' },
        { InstanceType: 't3a.medium', SubnetId: 'subnet-1', MaxPrice: '1' },
        { InstanceType: 't3a.medium', SubnetId: 'subnet-2', MaxPrice: '1' },
      ],
    ],
    [
      'on demand at what they cost',
      { instanceTypes: ['t3.medium', 't3a.medium'], market: spot('0.03') },
      'OnDemand',
      [
        { InstanceType: 't3.medium', AvailabilityZone: 'us-east-1a' },
        { InstanceType: 't3a.medium', AvailabilityZone: 'us-east-1a' },
      ],
    ],
  ])('asks for instances %s', (_, ec2, market, overrides) => {
    expect(overridesOf(ec2, market)).toEqual(overrides);
  });

  test('asks for spot capacity where it is cheap and least likely to be taken back', () => {
    const request = fleetOf({});
    expect(request.TargetCapacitySpecification?.DefaultTargetCapacityType).toBe('spot');
    expect(request.SpotOptions).toEqual({ AllocationStrategy: 'price-capacity-optimized' });
    expect(request).not.toHaveProperty('OnDemandOptions');
  });

  test('asks for capacity on demand where it is cheapest, with no word of spot', () => {
    const request = fleetOf({ subnets: ['subnet-1', 'subnet-2'] }, 'OnDemand');
    expect(request.TargetCapacitySpecification?.DefaultTargetCapacityType).toBe('on-demand');
    expect(request.OnDemandOptions).toEqual({ AllocationStrategy: 'lowest-price' });
    expect(request).not.toHaveProperty('SpotOptions');
  });

  test('tags the instances with what they belong to, and the user’s tags', () => {
    const tags = { team: 'ci', host: 'of %s', 'bastionless:launch': 'mine' };
    const { TagSpecifications } = fleetOf({ tags });
    expect(tagsOf(TagSpecifications, 'instance')).toEqual({
      Name: `machine-${NOW}-01234567`,
      team: 'ci',
      host: `of machine-${NOW}-01234567`,
      'bastionless:scaler': 'bastionless-dev',
      'bastionless:runner': 'one',
      'bastionless:launch': '0123456789abcdef',
    });
  });
});

describe('one type in one place on demand', () => {
  test('is launched without a fleet, as many as there are', () => {
    expect(instancesOf({})).toMatchObject({
      ClientToken: '0123456789abcdef',
      LaunchTemplate: { LaunchTemplateId: 'lt-1', Version: '1' },
      MinCount: 1,
      MaxCount: 3,
      Placement: { AvailabilityZone: 'us-east-1a' },
    });
  });

  test('says no subnet beside the template’s network interface, nor a zone that may be another', () => {
    const request = instancesOf({ subnets: ['subnet-1'] });
    expect(request).not.toHaveProperty('SubnetId');
    expect(request).not.toHaveProperty('Placement');
  });

  test.each(['instance', 'volume', 'network-interface'])('tags each %s', (kind) => {
    const { TagSpecifications } = instancesOf({ tags: { team: 'ci' } });
    expect(tagsOf(TagSpecifications, kind)).toMatchObject({
      team: 'ci',
      'bastionless:scaler': 'bastionless-dev',
      'bastionless:runner': 'one',
      'bastionless:launch': '0123456789abcdef',
    });
  });
});

test.each<Market>(['Spot', 'OnDemand'])('a request that is repeated is the same: %s', (market) => {
  expect(requestOf({}, market)).toEqual(requestOf({}, market));
});
