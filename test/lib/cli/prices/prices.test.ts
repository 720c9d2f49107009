import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { readPrices } from '../../../../lib/compare/prices/read.ts';
import { bastionlessWith } from '../bastionless.ts';

/** Answers as the documents of both services have it: no stand-in of others has a price list. */
let server: ServerType;
let url: string;
let listed: readonly string[] = [];
const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));

const product = (dollars: string) =>
  JSON.stringify({
    product: { productFamily: 'Compute Instance' },
    serviceCode: 'AmazonEC2',
    terms: { OnDemand: { a: { priceDimensions: { b: { unit: 'Hrs', pricePerUnit: { USD: dollars } } } } } },
  });
const spot = (zone: string, price: string) =>
  `<item><instanceType>t3.medium</instanceType><availabilityZone>us-east-1${zone}</availabilityZone><spotPrice>${price}</spotPrice></item>`;

beforeAll(async () => {
  const app = new Hono();
  app.post('/', async (c) => {
    if (c.req.header('x-amz-target') === 'AWSPriceListService.GetProducts') {
      const { Filters } = await c.req.json<{ Filters: { Value: string }[] }>();
      const isDisk = Filters.some(({ Value }) => Value === 'gp3');
      return c.json({ PriceList: isDisk ? [product('0.08')] : listed });
    }
    const isNext = (await c.req.text()).includes('NextToken=more');
    const items = isNext ? spot('c', '0.02') : spot('a', '0.016') + spot('b', '0.018');
    const more = isNext ? '' : '<nextToken>more</nextToken>';
    return c.text(
      `<DescribeSpotPriceHistoryResponse><spotPriceHistorySet>${items}</spotPriceHistorySet>${more}</DescribeSpotPriceHistoryResponse>`,
      200,
      { 'content-type': 'text/xml' },
    );
  });
  server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** In UTC; a test may begin on one and end on the next. */
const today = () => new Date().toISOString().slice(0, 10);
const prices = () =>
  bastionlessWith(
    { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' },
    'prices',
  );

test('writes what AWS asks today, as simulate reads it', async () => {
  listed = [product('0.0416'), product('0.0416')];
  const before = today();
  const { code, out, err } = await prices();
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(readPrices(out, 'prices.json')).toMatchObject({
    region: 'us-east-1',
    asOf: expect.stringMatching(`^(${before}|${today()})$`),
    instances: { 't3.medium': { onDemandHour: 0.0416, spotHour: 0.018 } },
    ebsGibibyteMonth: { gp3: 0.08 },
  });
});

test.each([
  [[], "AWS's price list has no price for us-east-1, t3.medium, Linux"],
  [[product('1'), product('2')], "AWS's price list has 2 prices for us-east-1, t3.medium"],
])('a list that leaves it open is an error', async (answer, message) => {
  listed = answer;
  const { code, out, err } = await prices();
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(message);
});
