import type { EC2Client } from '@aws-sdk/client-ec2';
import { attributesRequest } from '../../../aws/ec2/fleet-overrides.ts';
import { type Offer, type SpotPrices, spotPricesOf } from '../../../aws/ec2/spot-prices.ts';
import type { InstanceRequirements } from '../../../config/ec2/settings.ts';
import { type Finding, fail, ok, warn } from '../../finding.ts';
import { attempted } from '../attempted.ts';
import type { TypesOf } from './named-types.ts';
import { scoreFinding } from './score.ts';

/** Which types `instance_requirements` means today, what they cost on spot, and how likely EC2 has room for the machines. */
export async function fittingFindings(of: TypesOf): Promise<readonly Finding[]> {
  const { client, runner, zones } = of;
  const { name, ec2 } = runner;
  const { requirements } = ec2;
  if (requirements === undefined) return [];
  const check = `types of ${name}`;
  let types: readonly string[] | undefined;
  const fitting = await attempted(check, async () => {
    types = await fittingTypes(client, requirements);
    return typesFinding(check, types);
  });
  if (ec2.market.kind === 'OnDemand' || zones.length === 0 || types?.length === 0) return [fitting];
  const known = types ?? [];
  return [
    fitting,
    ...(known.length > 0
      ? [await attempted(`spot prices of ${name}`, () => pricesFinding(of, known, requirements))]
      : []),
    await attempted(`spot capacity for ${name}`, () => scoreFinding(of, requirements)),
  ];
}

/** Whatever they cost: the call knows no prices. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetInstanceTypesFromInstanceRequirements.html */
async function fittingTypes(
  client: EC2Client,
  requirements: InstanceRequirements,
): Promise<readonly string[]> {
  const { paginateGetInstanceTypesFromInstanceRequirements: pagesOf } = await import('@aws-sdk/client-ec2');
  const pages = pagesOf(
    { client },
    {
      ArchitectureTypes: [requirements.architecture],
      VirtualizationTypes: ['hvm'],
      InstanceRequirements: attributesRequest(requirements),
    },
  );
  const found: string[] = [];
  for await (const { InstanceTypes = [] } of pages)
    found.push(...InstanceTypes.map(({ InstanceType = '' }) => InstanceType));
  return found.toSorted();
}

const typesFinding = (check: string, types: readonly string[]): Finding =>
  types.length === 0
    ? fail(
        check,
        'no type that EC2 has here fits instance_requirements',
        'Ask for less, or exclude fewer types.',
      )
    : ok(check, `${types.length} fit today: ${types.join(', ')}`);

async function pricesFinding(
  { client, runner, zones }: TypesOf,
  types: readonly string[],
  { maxPricePercent }: InstanceRequirements,
): Promise<Finding> {
  const check = `spot prices of ${runner.name}`;
  const offers = types.flatMap((type) => zones.map((zone) => ({ type, zone })));
  const priced = cheapestFirst(offers, await spotPricesOf(client)(offers));
  const where = zones.join(', ');
  if (priced.length === 0)
    return warn(check, `EC2 tells none for these types in ${where}`, 'Name subnets in other zones.');
  const told = priced.map(({ type, price }) => `${type} $${price}`).join(', ');
  return ok(
    check,
    `an hour in ${where}: ${told}. A launch leaves out what is above ${maxPricePercent} % of the cheapest fitting type on demand`,
  );
}

interface Priced {
  readonly type: string;
  readonly price: number;
}

/** Each type by its lowest price. */
function cheapestFirst(offers: readonly Offer[], priceOf: SpotPrices): readonly Priced[] {
  const priced = offers
    .flatMap((offer) => {
      const price = priceOf(offer);
      return price === undefined ? [] : [{ type: offer.type, price }];
    })
    .toSorted((one, other) => one.price - other.price);
  return priced.filter(({ type }, index) => priced.findIndex((one) => one.type === type) === index);
}
