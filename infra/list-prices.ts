import { marketsOf } from '../lib/aws/ec2/launch-call.ts';
import type { ListPrices } from '../lib/aws/ec2/list-prices.ts';
import type { Prices } from '../lib/compare/prices/prices.ts';
import type { RunnerSettings } from '../lib/config/settings.ts';

/**
 * The part of a table of prices that the reconciler needs to say what its machines cost: of those that config.toml
 * allows, and no more.
 */
export function listPricesOf(runners: readonly RunnerSettings[], prices: Prices): ListPrices {
  const types = runners
    .filter(({ ec2 }) => marketsOf(ec2).includes('OnDemand'))
    .flatMap(({ ec2 }) => ec2.instanceTypes);
  const disks = runners.map(({ ec2 }) => ec2.disk.type);
  return {
    instances: known(types, (type) => prices.instances[type]?.onDemandHour),
    disks: known(disks, (type) => prices.ebsGibibyteMonth[type]),
    address: prices.publicIpv4Hour,
  };
}

function known(
  names: readonly string[],
  priceOf: (name: string) => number | undefined,
): Readonly<Record<string, number>> {
  const entries = [...new Set(names)].flatMap((name): [string, number][] => {
    const price = priceOf(name);
    return price === undefined ? [] : [[name, price]];
  });
  return Object.fromEntries(entries);
}
