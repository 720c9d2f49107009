import { randomUUID } from 'node:crypto';
import {
  CreateLaunchTemplateCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  type RequestLaunchTemplateData,
} from '@aws-sdk/client-ec2';
import { deploymentOf } from '../../infra/deployment.ts';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { readConfig } from '../../lib/config/read.ts';
import type { RunnerSettings, Settings } from '../../lib/config/settings.ts';
import { aConfigToml } from '../builders/config-toml.ts';
import { aLaunch } from '../builders/state.ts';
import { anImage } from './an-image.ts';
import { completeMoto } from './moto/complete.ts';

const client = new EC2Client({});
completeMoto(client);
afterAll(() => client.destroy());

const scaler = `bastionless-${randomUUID()}`;
let settings: Settings;
beforeAll(async () => {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await client.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20', AvailabilityZone: 'us-east-1a' }),
  );
  const sizes = `sizes.large = { instance_types = ["m7i.2xlarge", "m7a.2xlarge"], max_price = 0.25 }
sizes.arm = { instance_types = ["m7g.large"], spot = false, disk_gib = 100 }`;
  const options = [
    'instance-type=m7i.large',
    'request-spot-instance=true',
    'spot-price=',
    `subnet-id=${Subnet?.SubnetId}`,
  ];
  settings = readConfig(aConfigToml({ options, own: sizes }), 'config.toml');
});

/** A launch template of the stack, as far as it says what a machine is; its image is one that moto has. */
async function templateOf(runner: RunnerSettings): Promise<string> {
  const { resources } = deploymentOf({ ...settings, runners: [runner] }, scaler);
  const [template] = Object.values(resources).filter(({ Type }) => Type === 'AWS::EC2::LaunchTemplate');
  if (template === undefined) throw new Error('the stack has no launch template');
  const data = template.Properties['LaunchTemplateData'] as unknown as RequestLaunchTemplateData;
  const { InstanceType, BlockDeviceMappings, TagSpecifications } = data;
  const { LaunchTemplate } = await client.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: `${scaler}-${randomUUID()}`,
      LaunchTemplateData: {
        InstanceType,
        BlockDeviceMappings,
        TagSpecifications,
        ImageId: await anImage(client),
      },
    }),
  );
  return LaunchTemplate?.LaunchTemplateId ?? '';
}

/** The one machine that is launched for a job of that size. */
async function machineOf(size: number) {
  const runner = settings.runners[size];
  if (runner === undefined) throw new Error('there is no such size');
  const { kind } = runner.ec2.market;
  const launchTemplates = { [runner.name]: { [kind]: await templateOf(runner) } };
  const launch = aLaunch({ id: randomUUID(), runner: runner.name, market: kind });
  const { instances, errors } = await openEc2({ client, scaler, launchTemplates }).launch(launch, runner);
  expect(errors).toEqual([]);
  const InstanceIds = instances.map(({ instanceId }) => instanceId);
  const { Reservations } = await client.send(new DescribeInstancesCommand({ InstanceIds }));
  const { Volumes } = await client.send(
    new DescribeVolumesCommand({ Filters: [{ Name: 'attachment.instance-id', Values: InstanceIds }] }),
  );
  const instance = Reservations?.[0]?.Instances?.[0];
  return {
    type: instance?.InstanceType,
    market: instance?.InstanceLifecycle ?? 'on demand',
    tag: instance?.Tags?.find(({ Key }) => Key === 'bastionless:runner')?.Value,
    // The root of moto's image is called otherwise, and is another disk. To spot machines moto gives no disk that is asked for.
    disks: Volumes?.filter(({ VolumeType }) => VolumeType === 'gp3').map(({ Size }) => Size),
  };
}

test.each([
  [0, 'one', /^m7i\.large$/, 'spot', []],
  [1, 'one/large', /^m7[ia]\.2xlarge$/, 'spot', []],
  [2, 'one/arm', /^m7g\.large$/, 'on demand', [100]],
])('a machine of size %i, %s, is what it says', async (size, tag, type, market, disks) => {
  expect(await machineOf(size)).toEqual({ type: expect.stringMatching(type), market, tag, disks });
});
