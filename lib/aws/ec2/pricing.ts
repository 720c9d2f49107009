import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Ec2Settings } from '../../config/ec2/settings.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { Instance } from '../../scaler/state/machines/instance.ts';
import { hourlyAround, type ListPrices } from './list-prices.ts';
import { type SpotPrices, spotPricesOf } from './spot-prices.ts';

/**
 * Says what an hour of instances costs that have just been launched: on demand by the list, on spot what EC2 takes
 * now. Where a price cannot be found out it says none, and the launch goes on.
 */
export function pricing(client: EC2Client, listPrices: ListPrices) {
  const spotPrices = spotPricesOf(client);
  return async (
    instances: readonly Instance[],
    { market }: Pick<Launch, 'market'>,
    ec2: Ec2Settings,
  ): Promise<readonly Instance[]> => {
    const offers = instances.flatMap(({ bought }) => bought ?? []);
    const onDemand: SpotPrices = ({ type }) => listPrices.instances[type];
    const prices = market === 'Spot' ? await spotPrices(offers).catch(() => undefined) : onDemand;
    const around = hourlyAround(ec2, listPrices);
    return instances.map((instance) => {
      const { bought } = instance;
      const price = bought === undefined ? undefined : prices?.(bought);
      if (bought === undefined || price === undefined || around === undefined) return instance;
      return { ...instance, bought: { ...bought, hourly: price + around } };
    });
  };
}
