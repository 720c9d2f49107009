import {
  DescribeSecurityGroupsCommand,
  DescribeVpcsCommand,
  type EC2Client,
  EC2ServiceException,
  type SecurityGroup,
} from '@aws-sdk/client-ec2';
import { SCALER_TAG } from '../../lib/aws/tags.ts';
import { type FoundGroups, groupKey, type NamedGroup } from '../launch/security-group.ts';
import { explained, type Wanted } from './refusal.ts';

type Warn = (message: string) => void;

/**
 * Finds the security groups that config.toml names. docker-machine used an existing group of that name, and
 * databases may let that very group in. CloudFormation cannot look up a name, so the deployer's credentials do
 * it. Without credentials or network nothing is found, with a warning, since packaging needs neither. Throws
 * Error that says what to do if AWS refuses.
 */
export async function findSecurityGroups(
  client: EC2Client,
  named: readonly NamedGroup[],
  warn: Warn,
): Promise<FoundGroups> {
  const groups = [...new Map(named.map((group) => [groupKey(group), group])).values()];
  const found = new Map<string, string>();
  try {
    for (const group of groups) {
      const existing = await find(client, group);
      if (existing?.GroupId === undefined) continue;
      found.set(groupKey(group), existing.GroupId);
      warnOfOpenPorts(existing, warn);
    }
    return found;
  } catch (error) {
    if (error instanceof EC2ServiceException) throw explained(error, wanted(groups));
    if (error instanceof NoDefaultVpc) throw error;
    const names = groups.map(({ name }) => name).join(', ');
    warn(
      `AWS could not be asked for the security groups ${names} (${(error as Error).message}): the stack makes its own`,
    );
    return new Map();
  }
}

/** A group that another deployment of ours made goes with that deployment, so it is not used. */
async function find(client: EC2Client, { name, vpcId }: NamedGroup): Promise<SecurityGroup | undefined> {
  const vpc = vpcId ?? (await defaultVpc(client));
  const { SecurityGroups = [] } = await client.send(
    new DescribeSecurityGroupsCommand({
      Filters: [
        { Name: 'group-name', Values: [name] },
        { Name: 'vpc-id', Values: [vpc] },
      ],
    }),
  );
  return SecurityGroups.find(({ Tags = [] }) => Tags.every(({ Key }) => Key !== SCALER_TAG));
}

class NoDefaultVpc extends Error {}

async function defaultVpc(client: EC2Client): Promise<string> {
  const { Vpcs = [] } = await client.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  const id = Vpcs[0]?.VpcId;
  if (id === undefined) {
    throw new NoDefaultVpc(
      'amazonec2-vpc-id must be set, and a subnet of it: the account has no default VPC in this region',
    );
  }
  return id;
}

/** docker-machine opened its groups to SSH and to Docker. */
function warnOfOpenPorts({ GroupId, GroupName, IpPermissions = [] }: SecurityGroup, warn: Warn): void {
  const isOpen = IpPermissions.some(
    ({ IpRanges = [], Ipv6Ranges = [] }) =>
      IpRanges.some(({ CidrIp }) => CidrIp === '0.0.0.0/0') ||
      Ipv6Ranges.some(({ CidrIpv6 }) => CidrIpv6 === '::/0'),
  );
  if (!isOpen) return;
  warn(
    `the security group ${GroupName} (${GroupId}) lets in the whole Internet, which machines need no longer: remove those rules`,
  );
}

function wanted(groups: readonly NamedGroup[]): Wanted {
  return {
    what: `the security groups ${groups.map(({ name }) => `"${name}"`).join(', ')}`,
    permissions: 'ec2:DescribeSecurityGroups and ec2:DescribeVpcs',
    instead: 'give ids in their place: amazonec2-security-group=sg-…',
  };
}
