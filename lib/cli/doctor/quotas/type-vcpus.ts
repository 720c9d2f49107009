import type { _InstanceType } from '@aws-sdk/client-ec2';
import type { Settings } from '../../../config/settings.ts';
import { type Deployment, ec2Options } from '../../deployment/deployment.ts';

/** vCPUs of every instance type that the runners name; one that EC2 does not have is missing. */
export async function vcpusOfTypes(
  deployment: Deployment,
  settings: Settings,
): Promise<ReadonlyMap<string, number>> {
  const { EC2Client, paginateDescribeInstanceTypes } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(ec2Options(deployment));
  const wanted = [...new Set(settings.runners.flatMap(({ ec2 }) => ec2.instanceTypes))];
  // By a filter, since a type that is not known would be an error.
  const Filters = [{ Name: 'instance-type', Values: wanted as _InstanceType[] }];
  const found = new Map<string, number>();
  for await (const { InstanceTypes = [] } of paginateDescribeInstanceTypes({ client }, { Filters }))
    for (const { InstanceType = '', VCpuInfo } of InstanceTypes)
      found.set(InstanceType, VCpuInfo?.DefaultVCpus ?? 0);
  client.destroy();
  return found;
}
