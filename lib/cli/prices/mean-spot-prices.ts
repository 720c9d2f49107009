import { type _InstanceType, DescribeSpotPriceHistoryCommand, type EC2Client } from '@aws-sdk/client-ec2';

/** Dollars an hour that EC2 takes now, the mean of the region's zones, by instance type; those without spot prices are left out. */
export async function meanSpotPrices(
  client: EC2Client,
  instanceTypes: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const { SpotPriceHistory = [] } = await client.send(
    new DescribeSpotPriceHistoryCommand({
      InstanceTypes: instanceTypes as _InstanceType[],
      ProductDescriptions: ['Linux/UNIX'],
      StartTime: new Date(now),
      EndTime: new Date(now),
    }),
  );
  const byType = Map.groupBy(SpotPriceHistory, ({ InstanceType }) => InstanceType ?? '');
  return new Map(
    [...byType].map(([type, told]) => {
      const prices = told.map(({ SpotPrice }) => Number(SpotPrice)).filter((price) => price > 0);
      const mean = prices.reduce((sum, price) => sum + price, 0) / Math.max(1, prices.length);
      return [type, Math.round(mean * 1e6) / 1e6];
    }),
  );
}
