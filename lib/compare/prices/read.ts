import * as v from 'valibot';
import { keyComplaint, parseJsonObject } from '../../config/file/json.ts';
import type { Prices } from './prices.ts';
import { US_EAST_1 } from './us-east-1.ts';

const Price = v.pipe(v.number('must be a number of dollars'), v.minValue(0, 'must be 0 or more'));
const Share = v.pipe(Price, v.maxValue(1, 'must be a share, from 0 to 1'));

const table = <T extends v.ObjectEntries>(entries: T) => v.strictObject(entries, keyComplaint);

/** All keys are optional: without them the table's prices hold. */
const PricesFile = table({
  region: v.optional(v.string()),
  asOf: v.optional(v.string()),
  spotDiscount: v.optional(Share),
  instances: v.optional(
    v.record(v.string(), table({ onDemandHour: Price, spotHour: v.exactOptional(Price) })),
  ),
  lambda: v.optional(table({ perMillionRequests: Price, perGibibyteSecond: Price })),
  httpApi: v.optional(table({ perMillionRequests: Price })),
  dynamodb: v.optional(
    table({
      perMillionWrites: Price,
      perMillionReads: Price,
      perMillionStreamReads: v.optional(Price, US_EAST_1.dynamodb.perMillionStreamReads),
    }),
  ),
  stepFunctions: v.optional(table({ perMillionRequests: Price, perGibibyteSecond: Price })),
  cloudWatch: v.optional(table({ gibibyteOfLogs: Price, alarmMonth: Price, dashboardMonth: Price })),
  codeBuildMinute: v.optional(v.record(v.string(), Price)),
  ebsGibibyteMonth: v.optional(v.record(v.string(), Price)),
  publicIpv4Hour: v.optional(Price),
  sources: v.optional(v.array(v.string())),
});

/**
 * The table's prices, replaced by those of a JSON file; what the file leaves out stays. `file` is
 * its name in errors. Throws Error that names the wrong keys.
 */
export function readPrices(text: string, file: string): Prices {
  const parsed = v.safeParse(PricesFile, parseJsonObject(text, file));
  if (!parsed.success) {
    const told = parsed.issues.map((issue) => `${file}: ${v.getDotPath(issue) ?? 'it'}: ${issue.message}`);
    throw new Error(told.join('\n'));
  }
  const { instances, ebsGibibyteMonth, codeBuildMinute, ...own } = parsed.output;
  return {
    ...US_EAST_1,
    asOf: file,
    sources: [],
    ...withoutUndefined(own),
    instances: { ...US_EAST_1.instances, ...instances },
    codeBuildMinute: { ...US_EAST_1.codeBuildMinute, ...codeBuildMinute },
    ebsGibibyteMonth: { ...US_EAST_1.ebsGibibyteMonth, ...ebsGibibyteMonth },
  };
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function withoutUndefined<T extends object>(value: T): Given<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Given<T>;
}
