import { type _InstanceType, type EC2Client, paginateDescribeSpotPriceHistory } from '@aws-sdk/client-ec2';

/** Milliseconds for which a price is taken to hold: spot prices move by the hour. */
const HOLDS_FOR = 10 * 60_000;
/** Linux in a VPC is called by either. */
const PRODUCTS = ['Linux/UNIX', 'Linux/UNIX (Amazon VPC)'];

/** A kind of machine as spot prices are told: a type in a zone. */
export interface Offer {
  readonly type: string;
  readonly zone: string;
}

/** Dollars an hour; undefined if EC2 tells none. */
export type SpotPrices = (offer: Offer) => number | undefined;

interface Known {
  readonly price: number;
  readonly until: number;
}

/**
 * What EC2 takes now for spot machines. It is asked once for all types that it was not asked for lately; of one time it tells
 * the price that holds then. Throws what EC2 throws.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
 */
export function spotPricesOf(
  client: EC2Client,
  now: () => number = Date.now,
): (offers: readonly Offer[]) => Promise<SpotPrices> {
  const known = new Map<string, Known>();
  const keyOf = ({ type, zone }: Offer) => `${type} ${zone}`;
  const find = (offer: Offer) => {
    const found = known.get(keyOf(offer));
    return found !== undefined && now() < found.until ? found.price : undefined;
  };
  return async (offers) => {
    const types = new Set(offers.filter((offer) => find(offer) === undefined).map(({ type }) => type));
    if (types.size === 0) return find;
    for await (const { price, ...offer } of spotPricesAt(client, [...types], now()))
      known.set(keyOf(offer), { price, until: now() + HOLDS_FOR });
    return find;
  };
}

export interface PricedOffer extends Offer {
  /** Dollars an hour. */
  readonly price: number;
}

/**
 * What EC2 takes at a time for spot machines of these types, in each zone of the region. Throws what EC2 throws.
 *
 * @param time milliseconds since 1970
 */
export async function* spotPricesAt(
  client: EC2Client,
  types: readonly string[],
  time: number,
): AsyncGenerator<PricedOffer> {
  const asked = {
    InstanceTypes: types as _InstanceType[],
    ProductDescriptions: PRODUCTS,
    StartTime: new Date(time),
    EndTime: new Date(time),
  };
  for await (const { SpotPriceHistory = [] } of paginateDescribeSpotPriceHistory({ client }, asked)) {
    for (const { InstanceType: type = '', AvailabilityZone: zone = '', SpotPrice } of SpotPriceHistory) {
      const price = Number(SpotPrice);
      if (price > 0) yield { type, zone, price };
    }
  }
}
