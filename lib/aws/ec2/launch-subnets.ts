import { DescribeSubnetsCommand, type EC2Client, type Subnet } from '@aws-sdk/client-ec2';

/**
 * Of these subnets one for each availability zone, the one with the most free addresses: EC2 refuses a fleet that has
 * one type twice in a zone (InvalidFleetConfig). One that EC2 does not know stays, so that the launch says so. A
 * single subnet is not asked about.
 */
export async function oneSubnetForEachZone(
  client: EC2Client,
  subnets: readonly string[],
): Promise<readonly string[]> {
  if (subnets.length < 2) return subnets;
  const { Subnets = [] } = await client.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: 'subnet-id', Values: [...subnets] }] }),
  );
  const known = new Map(Subnets.map((subnet) => [subnet.SubnetId, subnet]));
  const byZone = Map.groupBy(subnets, (id) => known.get(id)?.AvailabilityZone ?? id);
  return [...byZone.values()].map((ids) =>
    ids.reduce((best, id) => (isRoomier(known, id, best) ? id : best)),
  );
}

function isRoomier(known: ReadonlyMap<string | undefined, Subnet>, id: string, other: string): boolean {
  const free = (one: string) => known.get(one)?.AvailableIpAddressCount ?? 0;
  return free(id) > free(other);
}
