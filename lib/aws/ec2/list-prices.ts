import * as v from 'valibot';
import { diskGibibytes } from '../../config/ec2/disk.ts';
import { hasPublicIpv4 } from '../../config/ec2/public-ipv4.ts';
import type { Ec2Settings } from '../../config/ec2/settings.ts';

/** AWS's published prices in US dollars, of what a deployment's machines may be: known when it is deployed. */
export interface ListPrices {
  /** For an hour on demand, by instance type. */
  readonly instances: Readonly<Record<string, number>>;
  /** For a GiB and month, by the disk's type. */
  readonly disks: Readonly<Record<string, number>>;
  /** For an hour of a public IPv4 address. */
  readonly address: number;
}

const byName = v.record(v.string(), v.number());
const schema = v.object({ instances: byName, disks: byName, address: v.number() });

/** Throws an Error if the text is not what a deployment says. */
export function parseListPrices(text: string): ListPrices {
  return v.parse(schema, JSON.parse(text));
}

/** AWS counts a month as 730 hours. */
const HOURS_A_MONTH = 730;

/** Dollars an hour for a machine's disk and address; undefined if the disk's type has no price. */
export function hourlyAround(ec2: Ec2Settings, { disks, address }: ListPrices): number | undefined {
  const month = disks[ec2.disk.type];
  if (month === undefined) return undefined;
  return (month * diskGibibytes(ec2)) / HOURS_A_MONTH + (hasPublicIpv4(ec2) ? address : 0);
}
