import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { oneSubnetForEachZone } from '../../lib/aws/ec2/launch-subnets.ts';

const client = new EC2Client();
afterAll(() => client.destroy());

let vpcId: string;
beforeAll(async () => {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  vpcId = Vpc?.VpcId ?? '';
});

async function aSubnet(CidrBlock: string, AvailabilityZone: string): Promise<string> {
  const { Subnet } = await client.send(
    new CreateSubnetCommand({ VpcId: vpcId, CidrBlock, AvailabilityZone }),
  );
  return Subnet?.SubnetId ?? '';
}

test('of two subnets in one zone the one with more free addresses is launched in', async () => {
  const small = await aSubnet('10.0.0.0/28', 'us-east-1a');
  const large = await aSubnet('10.0.1.0/24', 'us-east-1a');
  const other = await aSubnet('10.0.2.0/28', 'us-east-1b');

  expect(await oneSubnetForEachZone(client, [small, large, other])).toEqual([large, other]);
});

test('one that EC2 does not know stays, so that the launch says so', async () => {
  const known = await aSubnet('10.0.3.0/24', 'us-east-1c');

  expect(await oneSubnetForEachZone(client, [known, 'subnet-0123'])).toEqual([known, 'subnet-0123']);
});

test.each([[[]], [['subnet-01']]])('nobody is asked about %j', async (subnets) => {
  const nobody = new EC2Client({ endpoint: 'http://127.0.0.1:1', maxAttempts: 1 });

  expect(await oneSubnetForEachZone(nobody, subnets)).toEqual(subnets);
  nobody.destroy();
});
