import {
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  EC2ServiceException,
  RegisterImageCommand,
} from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { findDisks } from '../../../infra/outside/images.ts';
import { warnOfSharedZones } from '../../../infra/outside/zones.ts';
import type { Ec2Settings } from '../../../lib/config/ec2/settings.ts';
import type { RunnerSettings } from '../../../lib/config/settings.ts';
import { aRunner } from '../../builders/settings.ts';

const ec2 = new EC2Client();
const ssm = new SSMClient();
afterAll(() => {
  ec2.destroy();
  ssm.destroy();
});

const runnerWith = (settings: Partial<Ec2Settings>): RunnerSettings => {
  const { ec2: usual, ...runner } = aRunner();
  return { ...runner, ec2: { ...usual, ...settings } };
};

async function found(imageId: string | undefined, by = ec2, warnings: string[] = []) {
  const runner = runnerWith(imageId === undefined ? {} : { imageId });
  return [...(await findDisks({ ec2: by, ssm }, [runner], (text) => warnings.push(text))).values()];
}

/** Answers every call with what it is given. */
function answering(answers: Readonly<Record<string, object | Error>>): EC2Client {
  const client = new EC2Client();
  client.middlewareStack.add(
    (_, { commandName = '' }) =>
      async () => {
        const output = answers[commandName];
        if (output === undefined || output instanceof Error) throw output ?? new Error(commandName);
        return { output, response: {} } as never;
      },
    { step: 'initialize' },
  );
  return client;
}

const image = (mapping: object) => ({
  Images: [{ RootDeviceName: '/dev/sda1', BlockDeviceMappings: [{ DeviceName: '/dev/sda1', Ebs: mapping }] }],
});

test('the root device of an image is what EC2 says', async () => {
  const { ImageId = '' } = await ec2.send(
    new RegisterImageCommand({ Name: 'ours', RootDeviceName: '/dev/sda1', Architecture: 'x86_64' }),
  );

  expect(await found(ImageId)).toMatchObject([{ device: '/dev/sda1' }]);
});

test('its size and the key that it is encrypted with come along', async () => {
  const key = 'arn:aws:kms:us-east-1:111122223333:key/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f';
  const client = answering({
    DescribeImagesCommand: image({ VolumeSize: 30, Encrypted: true, SnapshotId: 'snap-01' }),
    DescribeSnapshotsCommand: { Snapshots: [{ KmsKeyId: key }] },
  });

  expect(await found('ami-01', client)).toEqual([{ device: '/dev/sda1', gibibytes: 30, kmsKey: key }]);
});

test('an image whose curl is too old to sign is told', async () => {
  const warnings: string[] = [];
  const { Images } = image({ VolumeSize: 8 });
  const named = Images.map((one) => ({
    ...one,
    Name: 'ubuntu/images/hvm-ssd/ubuntu-focal-20.04-amd64-server',
  }));
  await found('ami-01', answering({ DescribeImagesCommand: { Images: named } }), warnings);
  expect(warnings).toEqual([expect.stringContaining('Ubuntu 20.04 or older, whose curl cannot sign')]);
});

test('a parameter that cannot be read keeps no other image from being looked up', async () => {
  const { ImageId = '' } = await ec2.send(
    new RegisterImageCommand({ Name: 'another', RootDeviceName: '/dev/sda1', Architecture: 'x86_64' }),
  );
  const warnings: string[] = [];
  const runners = ['resolve:ssm:/images/none', ImageId].map((imageId) => runnerWith({ imageId }));

  const disks = await findDisks({ ec2, ssm }, runners, (text) => warnings.push(text));
  expect([...disks.keys()]).toEqual([ImageId]);
  expect(warnings).toEqual([expect.stringContaining('asked for the image resolve:ssm:/images/none')]);
});

test('an image that is not there is an error before anything is created', async () => {
  await expect(found('ami-0123456789abcdef0')).rejects.toThrow(
    'amazonec2-ami=ami-0123456789abcdef0: there is no such image here',
  );
});

test('a refusal is an error that says which permission', async () => {
  const refusal = new EC2ServiceException({
    name: 'UnauthorizedOperation',
    message: 'not authorized',
    $fault: 'client',
    $metadata: {},
  });

  await expect(found('ami-01', answering({ DescribeImagesCommand: refusal }))).rejects.toThrow(
    'ec2:DescribeImages and ec2:DescribeSnapshots',
  );
});

test('the image that is taken where none is named may be kept from us: its root is then guessed, with a warning', async () => {
  const warnings: string[] = [];

  expect(
    await found(undefined, answering({ DescribeImagesCommand: new Error('no network') }), warnings),
  ).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining('its root device is guessed')]);
});

test('two subnets of one zone are warned of', async () => {
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const subnet = async (CidrBlock: string, AvailabilityZone: string) => {
    const made = await ec2.send(new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock, AvailabilityZone }));
    return made.Subnet?.SubnetId ?? '';
  };
  const [one, two] = [await subnet('10.0.0.0/24', 'us-east-1a'), await subnet('10.0.1.0/24', 'us-east-1a')];
  const other = await subnet('10.0.2.0/24', 'us-east-1b');
  const warnings: string[] = [];

  await warnOfSharedZones(ec2, [runnerWith({ subnets: [one, two, other] })], (text) => warnings.push(text));
  await warnOfSharedZones(ec2, [runnerWith({ subnets: [one, other] })], (text) => warnings.push(text));
  expect(warnings).toEqual([expect.stringMatching(/are in one zone, us-east-1a: a launch uses one of them/)]);
});
