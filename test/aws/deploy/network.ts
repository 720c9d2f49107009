import { CreateSubnetCommand, CreateVpcCommand, EC2Client } from '@aws-sdk/client-ec2';
import { anImage } from '../an-image.ts';

interface Network {
  readonly vpcId: string;
  readonly subnetId: string;
  /** An image that can be launched from. */
  readonly imageId: string;
}

/** What there is in an account before anything is deployed. */
export async function createNetwork(): Promise<Network> {
  const ec2 = new EC2Client();
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: '10.0.0.0/16' }));
  const { Subnet } = await ec2.send(
    new CreateSubnetCommand({ VpcId: Vpc?.VpcId, CidrBlock: '10.0.0.0/20', AvailabilityZone: 'us-east-1a' }),
  );
  const imageId = await anImage(ec2);
  ec2.destroy();
  return {
    vpcId: Vpc?.VpcId ?? '',
    subnetId: Subnet?.SubnetId ?? '',
    imageId,
  };
}
