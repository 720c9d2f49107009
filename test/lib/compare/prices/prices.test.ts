import { instanceHour, volumeHour } from '../../../../lib/compare/prices/prices.ts';
import { readPrices } from '../../../../lib/compare/prices/read.ts';
import { US_EAST_1 } from '../../../../lib/compare/prices/us-east-1.ts';

describe('the table', () => {
  test.each([
    ['t3.medium', 0.0416],
    ['t2.micro', 0.0116],
    ['t3.micro', 0.0104],
    ['m5.2xlarge', 0.384],
    ['c6a.xlarge', 0.153],
    ['m7g.large', 0.0816],
  ])('%s is %d dollars an hour on demand', (type, dollars) => {
    expect(instanceHour(US_EAST_1, type, 'OnDemand')).toBeCloseTo(dollars, 10);
  });

  test('spot costs less by the discount', () => {
    expect(instanceHour(US_EAST_1, 't3.medium', 'Spot')).toBeCloseTo(0.0416 * 0.4, 10);
  });

  test('a volume is paid by the month of 730 hours', () => {
    expect(volumeHour(US_EAST_1, 'gp3', 16) * 730).toBeCloseTo(16 * 0.08, 10);
  });

  test('is dated, and says where each price is published', () => {
    expect(US_EAST_1.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(US_EAST_1.sources.length).toBeGreaterThan(5);
  });

  test.each([
    [() => instanceHour(US_EAST_1, 'u-24tb1.metal', 'Spot'), /no price for u-24tb1\.metal .* --prices FILE/],
    [() => volumeHour(US_EAST_1, 'gp9', 1), /no price for volume type gp9: .* --prices FILE/],
  ])('a price it does not have is asked for', (read, message) => {
    expect(read).toThrow(message);
  });
});

describe('a file of prices', () => {
  const read = (prices: object) => readPrices(JSON.stringify(prices), 'prices.json');

  test('replaces the table, key by key', () => {
    const prices = read({
      instances: { 't3.medium': { onDemandHour: 1, spotHour: 0.25 } },
      publicIpv4Hour: 0,
    });
    expect(instanceHour(prices, 't3.medium', 'Spot')).toBe(0.25);
    expect(instanceHour(prices, 'm5.large', 'OnDemand')).toBe(0.096);
    expect(prices).toMatchObject({ publicIpv4Hour: 0, lambda: US_EAST_1.lambda, asOf: 'prices.json' });
  });

  test.each<[object, string]>([
    [
      { instances: { 'a.b': { onDemandHour: '1' } } },
      'prices.json: instances.a.b.onDemandHour: must be a number',
    ],
    [{ spotDiscount: 60 }, 'spotDiscount: must be a share, from 0 to 1'],
    [{ lamda: {} }, 'lamda'],
  ])('says which key is wrong: %j', (prices, message) => {
    expect(() => read(prices)).toThrow(message);
  });

  test('that is not JSON is named in the error', () => {
    expect(() => readPrices('{', 'prices.json')).toThrow(/^prices\.json: /);
  });
});
