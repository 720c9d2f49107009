import type { Figures } from './measure.ts';
import { FUNCTIONS } from './sections/cold-load.ts';
import type { WebhookFigure } from './sections/webhook.ts';
import { rounded } from './statistics.ts';

/** The figures as one object: milliseconds are medians, `spreads` says how noisy the machine was. */
export function asJson({ cold, webhook, plan, burst, cost, rest, scale }: Figures): object {
  return {
    ...(cold && {
      coldLoadMs: {
        bareNode: rounded(cold.bareNode.median),
        dynamodbClient: rounded(cold.dynamodbClient.median),
        ...Object.fromEntries(FUNCTIONS.map((name) => [name, rounded(cold.functions[name].median)])),
      },
      coldLoadSpreadMs: {
        bareNode: rounded(cold.bareNode.spread),
        dynamodbClient: rounded(cold.dynamodbClient.spread),
        ...Object.fromEntries(FUNCTIONS.map((name) => [name, rounded(cold.functions[name].spread)])),
      },
      bundleBytes: cold.bundleBytes,
    }),
    ...(webhook && { webhook: { ...shown(webhook.dynalite), onMoto: shown(webhook.moto) } }),
    ...(plan && {
      plan: plan.map(({ runners, machines, jobs, ms, heapMb }) => ({
        ...{ runners, machines, jobs, ms: rounded(ms.median, 2), spreadMs: rounded(ms.spread, 2) },
        heapMb: rounded(heapMb, 2),
      })),
    }),
    ...(burst && { burst: tidy(burst) }),
    ...(cost && {
      costOfAJob: {
        dynamodbUnits: rounded(cost.readUnits + cost.writeUnits, 2),
        ...tidy(cost),
      },
    }),
    ...(rest && { atRestUsdPerMonth: rounded(rest.total, 3), atRestParts: tidy(rest) }),
    ...(scale && { scale: { reads: scale.reads, bursts: scale.bursts.map(tidy) } }),
  };
}

function shown({ perSecond, p50Ms, p99Ms, writesPerEvent }: WebhookFigure) {
  return {
    perSecond: rounded(perSecond.median, 0),
    spreadPerSecond: rounded(perSecond.spread, 0),
    p50Ms: rounded(p50Ms, 2),
    p99Ms: rounded(p99Ms, 2),
    writesPerEvent: rounded(writesPerEvent, 3),
  };
}

const tidy = (numbers: object): object =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, rounded(value as number, 3)]));
