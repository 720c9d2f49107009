import { randomUUID } from 'node:crypto';
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeSpotInstanceRequestsCommand,
  type DescribeSpotInstanceRequestsCommandInput,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { diskGibibytes } from '../../lib/config/ec2/disk.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { refusalOf } from '../../lib/scaler/launches/refusal.ts';
import { aRunner } from '../builders/settings.ts';
import { aLaunch, times } from '../builders/state.ts';
import { ec2Contract } from '../contracts/ec2.contract.ts';
import { anImage } from './an-image.ts';
import { completeMoto } from './moto/complete.ts';
import { bindToTag } from './moto/iam-by-tag.ts';

const client = new EC2Client({});
completeMoto(client);
afterAll(() => client.destroy());

const scaler = `bastionless-${randomUUID()}`;
const { runner, templateId } = await createNetworkAndTemplate('one');
const deployment = { scaler, launchTemplates: { one: { Spot: templateId, OnDemand: templateId } } };
const ec2 = openEc2({ client, ...deployment });

/** What a deployment leaves for its machines: a launch template, in a network that is there. */
async function createNetworkAndTemplate(
  name: string,
): Promise<{ runner: RunnerSettings; templateId: string }> {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await client.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20', AvailabilityZone: 'us-east-1a' }),
  );
  const { LaunchTemplate } = await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: `${scaler}-${name}`,
      LaunchTemplateData: {
        ImageId: await anImage(client),
        InstanceType: 't3.medium',
        InstanceInitiatedShutdownBehavior: 'terminate',
        TagSpecifications: [
          {
            ResourceType: 'spot-instances-request',
            Tags: [{ Key: 'bastionless:scaler', Value: scaler }],
          },
        ],
      },
    }),
  );
  const { ec2: settings, ...rest } = aRunner({ name });
  return {
    runner: { ...rest, ec2: { ...settings, subnets: [Subnet?.SubnetId ?? ''], tags: { team: 'ci' } } },
    templateId: LaunchTemplate?.LaunchTemplateId ?? '',
  };
}

ec2Contract('AWS (moto)', async () => ({ ec2, runner }));

describe('under a role that may end what has our tag', () => {
  const bound = new EC2Client({});
  completeMoto(bound);
  bindToTag(bound, scaler);
  afterAll(() => bound.destroy());
  const open = openEc2({ client: bound, ...deployment });

  ec2Contract('AWS (moto)', async () => ({ ec2: open, runner }));

  test('an instance that has lost its tag is left, and told of; the others are terminated', async () => {
    const launch = aLaunch({ id: randomUUID(), count: 3 });
    const [first, second, third] = (await open.launch(launch, runner)).instances.map((one) => one.instanceId);
    const lost = { Resources: [second ?? ''], Tags: [{ Key: 'bastionless:scaler', Value: 'somebody' }] };
    await client.send(new CreateTagsCommand(lost));
    const refused = await open.terminate([first ?? '', second ?? '', third ?? '']);
    expect(refused).toEqual([{ id: second, reason: expect.stringContaining('UnauthorizedOperation: ') }]);
    const left = (await open.instancesOf(launch.id)).filter(({ state }) => state !== 'shutting-down');
    expect(left.map(({ instanceId }) => instanceId)).toEqual([second]);
  });
});

test('an instance has the type, the subnet and the tags that the runner’s settings say', async () => {
  const launch = aLaunch({ id: randomUUID() });
  const { instances } = await ec2.launch(launch, runner);
  const { Reservations } = await client.send(
    new DescribeInstancesCommand({ InstanceIds: instances.map(({ instanceId }) => instanceId) }),
  );
  const instance = Reservations?.[0]?.Instances?.[0];
  expect(instance).toMatchObject({
    InstanceType: 't3.medium',
    SubnetId: runner.ec2.subnets[0],
    InstanceLifecycle: 'spot',
  });
  expect(Object.fromEntries((instance?.Tags ?? []).map(({ Key, Value }) => [Key, Value]))).toMatchObject({
    team: 'ci',
    'bastionless:scaler': scaler,
    'bastionless:runner': 'one',
    'bastionless:launch': launch.id,
  });
});

test('an instance is told what it costs an hour: what EC2 takes on spot, or the list on demand, its disk and its address', async () => {
  const listPrices = { instances: { 't3.medium': 0.0416 }, disks: { gp3: 0.08 }, address: 0.005 };
  const priced = openEc2({ client, ...deployment, listPrices });
  const boughtAt = async (market: 'Spot' | 'OnDemand') =>
    (await priced.launch(aLaunch({ id: randomUUID(), market }), runner)).instances.map(
      ({ bought }) => bought,
    );
  const around = (diskGibibytes(runner.ec2) * 0.08) / 730 + 0.005;
  const isA = { type: 't3.medium', zone: 'us-east-1a' };
  // moto takes so little for all types.
  expect(await boughtAt('Spot')).toEqual([{ ...isA, hourly: 0.00001 + around }]);
  expect(await boughtAt('OnDemand')).toEqual([{ ...isA, hourly: 0.0416 + around }]);
});

test('what EC2 refuses as a whole is an answer, not an error', async () => {
  const launchTemplates = { one: { Spot: 'lt-0123456789abcdef0' } };
  const { instances, errors } = await openEc2({ client, scaler, launchTemplates }).launch(aLaunch(), runner);
  expect(instances).toEqual([]);
  expect(errors).toHaveLength(1);
  expect(errors[0]?.code).toMatch(/^InvalidLaunchTemplate/);
  expect(refusalOf(errors)).toBe('Misconfigured');
});

test('a runner that has no launch template is told of without asking EC2', async () => {
  const { instances, errors } = await ec2.launch(aLaunch(), { ...runner, name: 'never deployed' });
  expect(instances).toEqual([]);
  expect(refusalOf(errors)).toBe('Misconfigured');
  expect(errors[0]?.message).toBe('the runner "never deployed" has no launch template: deploy again');
});

test('one type in one place on demand has the template’s settings and the launch’s tags', async () => {
  const launch = aLaunch({ id: randomUUID(), count: 2, market: 'OnDemand' });
  const { instances } = await ec2.launch(launch, runner);
  const { Reservations = [] } = await client.send(
    new DescribeInstancesCommand({ InstanceIds: instances.map(({ instanceId }) => instanceId) }),
  );
  const described = Reservations.flatMap(({ Instances = [] }) => Instances);
  expect(described).toHaveLength(2);
  for (const { InstanceType, InstanceLifecycle, Tags = [] } of described) {
    expect(InstanceType).toBe('t3.medium');
    expect(InstanceLifecycle).toBeUndefined();
    expect(Tags).toEqual(
      expect.arrayContaining([
        { Key: 'team', Value: 'ci' },
        { Key: 'bastionless:launch', Value: launch.id },
      ]),
    );
  }
});

test('several types in several places are one fleet', async () => {
  const { ec2: settings, ...rest } = runner;
  const several: RunnerSettings = {
    ...rest,
    ec2: { ...settings, instanceTypes: ['t3.medium', 't3a.medium'] },
  };
  for (const market of ['Spot', 'OnDemand'] as const) {
    const { instances, errors } = await ec2.launch(aLaunch({ id: randomUUID(), count: 2, market }), several);
    expect(errors).toEqual([]);
    expect(instances).toHaveLength(2);
  }
});

test('an EC2 that does not answer is an error', async () => {
  const nobody = new EC2Client({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
  await expect(openEc2({ client: nobody, ...deployment }).launch(aLaunch(), runner)).rejects.toThrow();
});

test('terminates more instances than one call should', async () => {
  const launch = aLaunch({ id: randomUUID(), count: 5 });
  const { instances } = await ec2.launch(launch, runner);
  const missing = times(200, (number) => `i-0${String(number).padStart(16, '0')}`);
  await ec2.terminate([...missing, ...instances.map(({ instanceId }) => instanceId)]);
  const left = await ec2.instancesOf(launch.id);
  expect(left.filter(({ state }) => state !== 'shutting-down')).toEqual([]);
});

/** moto fulfils every spot request at once: where it is asked for the open ones, the active ones take their place. */
function takingActiveForOpen(): EC2Client {
  const other = new EC2Client({});
  other.middlewareStack.add(
    (next) => (args) => {
      const { Filters = [] } = args.input as DescribeSpotInstanceRequestsCommandInput;
      const changed = Filters.map((filter) =>
        filter.Name === 'state' && filter.Values?.[0] === 'open' ? { ...filter, Values: ['active'] } : filter,
      );
      return next({ ...args, input: { ...args.input, Filters: changed } });
    },
    { step: 'initialize' },
  );
  return other;
}

test('finds this deployment’s open spot requests, and no other’s', async () => {
  const { instances } = await ec2.launch(aLaunch({ id: randomUUID(), count: 2 }), runner);
  const asking = takingActiveForOpen();
  const open = await openEc2({ client: asking, ...deployment }).openSpotRequests();
  expect(open).toEqual(expect.arrayContaining(instances.map(({ spotRequestId }) => spotRequestId)));
  expect(await openEc2({ client: asking, ...deployment, scaler: 'another' }).openSpotRequests()).toEqual([]);
  asking.destroy();
});

test('another deployment’s instances are not ours', async () => {
  await ec2.launch(aLaunch({ id: randomUUID() }), runner);
  expect(await openEc2({ client, ...deployment, scaler: 'another' }).ownInstances()).toEqual([]);
});

test('a cancelled spot request is open no longer', async () => {
  const { instances } = await ec2.launch(aLaunch({ id: randomUUID(), count: 2 }), runner);
  const requests = instances.flatMap(({ spotRequestId }) => spotRequestId ?? []);
  await ec2.cancelSpotRequests(requests.slice(0, 1));
  const { SpotInstanceRequests = [] } = await client.send(new DescribeSpotInstanceRequestsCommand({}));
  const open = SpotInstanceRequests.filter(({ State }) => State === 'open' || State === 'active');
  const ids = open.map(({ SpotInstanceRequestId }) => SpotInstanceRequestId);
  expect(requests.map((id) => ids.includes(id))).toEqual([false, true]);
});
