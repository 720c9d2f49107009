import { GetProductsCommand, type PricingClient } from '@aws-sdk/client-pricing';
import * as v from 'valibot';

/** One product of the list, as far as it is read: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file.html */
const Product = v.object({
  terms: v.object({
    OnDemand: v.record(
      v.string(),
      v.object({
        priceDimensions: v.record(v.string(), v.object({ pricePerUnit: v.object({ USD: v.string() }) })),
      }),
    ),
  }),
});

/** Dollars for a unit (an hour, a GiB and month) of the one product of EC2 that is so. Throws Error if AWS lists none, or several prices. */
export async function listedPrice(
  client: PricingClient,
  attributes: Readonly<Record<string, string>>,
): Promise<number> {
  const { PriceList = [] }: { readonly PriceList?: readonly unknown[] } = await client.send(
    new GetProductsCommand({
      ServiceCode: 'AmazonEC2',
      Filters: Object.entries(attributes).map(([Field, Value]) => ({ Type: 'TERM_MATCH', Field, Value })),
    }),
  );
  const prices = new Set(PriceList.flatMap((text) => pricesIn(JSON.parse(String(text)))));
  const [price, ...others] = prices;
  const what = Object.values(attributes).join(', ');
  if (price === undefined) throw new Error(`AWS's price list has no price for ${what}`);
  if (others.length > 0) throw new Error(`AWS's price list has ${prices.size} prices for ${what}`);
  return price;
}

function pricesIn(product: unknown): number[] {
  return Object.values(v.parse(Product, product).terms.OnDemand)
    .flatMap(({ priceDimensions }) => Object.values(priceDimensions))
    .map(({ pricePerUnit }) => Number(pricePerUnit.USD));
}
