import { DescribeSubnetsCommand, type EC2Client, EC2ServiceException } from '@aws-sdk/client-ec2';
import type { RunnerSettings } from '../../lib/config/settings.ts';

/**
 * Warns of subnets of a runner that are in one zone: at each launch one of them is used. It needs the permission
 * ec2:DescribeSubnets, and passes over a refusal: `doctor` says the same.
 */
export async function warnOfSharedZones(
  client: EC2Client,
  runners: readonly RunnerSettings[],
  warn: (message: string) => void,
): Promise<void> {
  for (const { name, ec2 } of runners.filter(({ ec2: { subnets } }) => subnets.length > 1)) {
    const Filters = [{ Name: 'subnet-id', Values: [...ec2.subnets] }];
    try {
      const { Subnets = [] } = await client.send(new DescribeSubnetsCommand({ Filters }));
      for (const [zone, shared] of Map.groupBy(Subnets, ({ AvailabilityZone }) => AvailabilityZone)) {
        if (shared.length < 2) continue;
        const ids = shared.map(({ SubnetId }) => SubnetId).join(', ');
        warn(
          `runner "${name}": ${ids} are in one zone, ${zone}: a launch uses one of them, the one with the most free addresses`,
        );
      }
    } catch (error) {
      // Without credentials or network, as when it is packaged, others have said so.
      if (error instanceof EC2ServiceException)
        warn(`the zones of subnets could not be asked for: ${error.name}`);
      return;
    }
  }
}
