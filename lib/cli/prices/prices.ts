import { EC2Client } from '@aws-sdk/client-ec2';
import { PricingClient } from '@aws-sdk/client-pricing';
import { readConfigFile } from '../../config/read.ts';
import { clientOptions } from '../deployment/deployment.ts';
import type { ConfigOption } from '../options.ts';
import { withProgress } from '../terminal/progress.ts';
import { meanSpotPrices } from './mean-spot-prices.ts';
import { listedPrice } from './price-list.ts';

export interface PricesOptions extends ConfigOption {
  readonly types?: readonly string[];
}

/** AWS answers for all regions in a few of them. https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html */
const PRICE_LIST_REGION = 'us-east-1';

/** Writes the prices of today as JSON. Throws what AWS throws, and Error if it names no price. */
export async function writePrices({ config, types = [] }: PricesOptions, now: number): Promise<void> {
  const { runners } = readConfigFile(config);
  const region = runners[0]?.ec2.region ?? PRICE_LIST_REGION;
  const pricing = new PricingClient(clientOptions({ region: PRICE_LIST_REGION }));
  const ec2 = new EC2Client(clientOptions({ region }));
  const instanceTypes = [...new Set([...runners.flatMap((runner) => runner.ec2.instanceTypes), ...types])];
  const disks = [...new Set(runners.map((runner) => runner.ec2.disk.type))];
  const asked = Promise.all([
    entries(instanceTypes, (instanceType) =>
      listedPrice(pricing, {
        ...{ regionCode: region, instanceType, operatingSystem: 'Linux', tenancy: 'Shared' },
        ...{ preInstalledSw: 'NA', capacitystatus: 'Used' },
      }),
    ),
    entries(disks, (volumeApiName) =>
      listedPrice(pricing, { regionCode: region, productFamily: 'Storage', volumeApiName }),
    ),
    meanSpotPrices(ec2, instanceTypes, now),
  ]);
  const [onDemand, ebsGibibyteMonth, spot] = await withProgress('asking AWS for prices', asked);
  const instances = Object.fromEntries(
    Object.entries(onDemand).map(([type, onDemandHour]) => [
      type,
      { onDemandHour, ...(spot.get(type) !== undefined && { spotHour: spot.get(type) }) },
    ]),
  );
  const asOf = new Date(now).toISOString().slice(0, 10);
  process.stdout.write(`${JSON.stringify({ region, asOf, instances, ebsGibibyteMonth }, undefined, 2)}\n`);
}

async function entries(
  names: readonly string[],
  ask: (name: string) => Promise<number>,
): Promise<Record<string, number>> {
  return Object.fromEntries(await Promise.all(names.map(async (name) => [name, await ask(name)] as const)));
}
