/** AWS's prices in US dollars, before taxes. */
export interface Prices {
  readonly region: string;
  /** When the prices were read, ISO 8601. */
  readonly asOf: string;
  /** By instance type. */
  readonly instances: Readonly<Record<string, InstancePrice>>;
  /** The discount of spot on the on-demand price, where an instance type has no spot price of its own; 0.6 = 60 %. */
  readonly spotDiscount: number;
  readonly lambda: { readonly perMillionRequests: number; readonly perGibibyteSecond: number };
  readonly httpApi: { readonly perMillionRequests: number };
  readonly dynamodb: {
    readonly perMillionWrites: number;
    /** Strongly consistent reads of up to 4 KB. */
    readonly perMillionReads: number;
    /** Reads of the table's stream; those of Lambda cost nothing. */
    readonly perMillionStreamReads: number;
  };
  /** Of the express kind, without what it grants to those who use much. */
  readonly stepFunctions: { readonly perMillionRequests: number; readonly perGibibyteSecond: number };
  readonly cloudWatch: {
    readonly gibibyteOfLogs: number;
    readonly alarmMonth: number;
    readonly dashboardMonth: number;
  };
  /** A minute of a build on Linux, by compute type. */
  readonly codeBuildMinute: Readonly<Record<string, number>>;
  /** By volume type. */
  readonly ebsGibibyteMonth: Readonly<Record<string, number>>;
  readonly publicIpv4Hour: number;
  /** Where the prices are published. */
  readonly sources: readonly string[];
}

export interface InstancePrice {
  readonly onDemandHour: number;
  /** What spot typically costs; none: the on-demand price less spotDiscount. */
  readonly spotHour?: number;
}

type MarketKind = 'Spot' | 'OnDemand';

/** AWS counts a month as 730 hours. */
export const HOURS_A_MONTH = 730;

/** Dollars an hour. Throws Error that says how to give a price that the table does not have. */
export function instanceHour(prices: Prices, instanceType: string, market: MarketKind): number {
  const price = prices.instances[instanceType];
  if (price === undefined) throw new Error(missing(instanceType, prices));
  const { onDemandHour, spotHour = onDemandHour * (1 - prices.spotDiscount) } = price;
  return market === 'Spot' ? spotHour : onDemandHour;
}

/** The lowest of the typical spot prices of these types, in dollars an hour; undefined if the table has none of them. */
export function lowestSpotHour(prices: Prices, instanceTypes: readonly string[]): number | undefined {
  const known = instanceTypes.filter((name) => prices.instances[name] !== undefined);
  if (known.length === 0) return undefined;
  return Math.min(...known.map((name) => instanceHour(prices, name, 'Spot')));
}

/** Dollars. Throws Error that says how to give a price that the table does not have. */
export function buildMinute(prices: Prices, computeType: string): number {
  const price = prices.codeBuildMinute[computeType];
  if (price !== undefined) return price;
  const entry = `"codeBuildMinute": {"${computeType}": 0.05}`;
  throw new Error(`there is no price for CodeBuild's ${computeType}: ${give(entry)}`);
}

/** Dollars an hour for so large a volume. Throws Error if the volume type has no price. */
export function volumeHour(prices: Prices, volumeType: string, gibibytes: number): number {
  const month = prices.ebsGibibyteMonth[volumeType];
  if (month === undefined) {
    throw new Error(
      `there is no price for volume type ${volumeType}: ${give(`"ebsGibibyteMonth": {"${volumeType}": 0.08}`)}`,
    );
  }
  return (month * gibibytes) / HOURS_A_MONTH;
}

function missing(instanceType: string, { region, asOf }: Prices): string {
  const entry = `"instances": {"${instanceType}": {"onDemandHour": 1.23, "spotHour": 0.45}}`;
  return `there is no price for ${instanceType} in the table of ${region}, ${asOf}: ${give(entry)}`;
}

const give = (entry: string): string => `give one with --prices FILE, a JSON file such as {${entry}}`;
