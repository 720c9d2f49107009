import { surplusAtMost } from './burstable.ts';
import type { Ec2Settings } from './settings.ts';

const DIGITS = 4;

/** Dollars an hour that a machine costs at most, its disk and address left out; undefined where config.toml sets no bound. */
export function priceAtMost(ec2: Ec2Settings): number | undefined {
  const { market } = ec2;
  if (market.kind !== 'Spot' || market.maxPrice === undefined) return undefined;
  return Number((Number(market.maxPrice) + surplusAtMost(ec2)).toFixed(DIGITS));
}
