import { PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as v from 'valibot';
import type { ChargeRecords } from '../../scaler/ports/store.ts';
import type { Charge } from '../../scaler/state/machines/charge.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { queryAll } from './calls/query-all.ts';
import { readItem } from './calls/read-item.ts';
import { chargesOn, type Table } from './table.ts';

const DAY = 24 * 3600;
/** Seconds for which a charge is kept: 30 whole days, and the one that goes on. */
const CHARGES_KEPT = 31 * DAY;
const DAYS_AT_ONCE = 5;

/** What machines' time cost, by the day, where no reconcile reads it. */
export function chargeRecords(table: Table): ChargeRecords {
  return {
    async recordCharge(charge) {
      const { instanceId, at, job } = charge;
      const key = { pk: chargesOn(dayOf(at)), sk: `${instanceId}#${job?.id ?? 'rest'}` };
      const Item = { ...key, ...charge, expires: Math.ceil(at) + CHARGES_KEPT };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },

    async chargesBetween(since, until) {
      const days = Array.from({ length: Math.floor(until / DAY) - Math.floor(since / DAY) + 1 }, (_, index) =>
        dayOf(since + index * DAY),
      );
      const found = await pMap(days, (day) => chargesOf(table, day), { concurrency: DAYS_AT_ONCE });
      return found.flat().filter(({ at }) => at >= since && at < until);
    },
  };
}

/** In UTC, as 2026-11-25. */
const dayOf = (at: UnixSeconds): string => new Date(at * 1000).toISOString().slice(0, 10);

function chargesOf(table: Table, day: string): Promise<Charge[]> {
  const ofDay = {
    KeyConditionExpression: 'pk = :day',
    ExpressionAttributeValues: { ':day': chargesOn(day) },
  };
  return queryAll(table, ofDay, (item) => readItem(chargeSchema, item));
}

const chargeSchema = v.object({
  instanceId: v.string(),
  machine: v.string(),
  runner: v.string(),
  at: v.number(),
  seconds: v.number(),
  dollars: v.exactOptional(v.number()),
  job: v.exactOptional(
    v.object({
      id: v.number(),
      projectId: v.number(),
      name: v.string(),
      webUrl: v.exactOptional(v.string()),
    }),
  ),
});
