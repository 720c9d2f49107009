import type { EC2Client } from '@aws-sdk/client-ec2';
import { type PricedOffer, spotPricesAt } from '../../aws/ec2/spot-prices.ts';
import { sum } from '../../scaler/state/sum.ts';

/**
 * Dollars an hour that EC2 takes now, the mean of the region's zones, by instance type; those without spot prices are left
 * out. Throws what EC2 throws.
 *
 * @param now milliseconds since 1970
 */
export async function meanSpotPrices(
  client: EC2Client,
  instanceTypes: readonly string[],
  now: number,
): Promise<ReadonlyMap<string, number>> {
  const priced: PricedOffer[] = [];
  for await (const offer of spotPricesAt(client, instanceTypes, now)) priced.push(offer);
  const byType = Map.groupBy(priced, ({ type }) => type);
  return new Map([...byType].map(([type, offers]) => [type, meanOf(offers.map(({ price }) => price))]));
}

/** To a millionth: EC2 tells six digits. */
const meanOf = (prices: readonly number[]): number => Math.round((sum(prices) / prices.length) * 1e6) / 1e6;
