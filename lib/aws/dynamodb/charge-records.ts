import { PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as v from 'valibot';
import type { ChargeRecords } from '../../scaler/ports/store.ts';
import type { Charge } from '../../scaler/state/machines/charge.ts';
import { isoTime, type UnixSeconds } from '../../scaler/state/time.ts';
import { queryAll } from './calls/query-all.ts';
import { readItem } from './calls/read-item.ts';
import { chargesOn, type Table } from './table.ts';

const DAY = 24 * 3600;
/** Seconds for which a charge is kept: 30 whole days, and the one that goes on. */
const CHARGES_KEPT = 31 * DAY;
const DAYS_AT_ONCE = 5;

/**
 * What machines' time cost, by the day of its end, where no reconcile reads it. One that is written again may end later than
 * it did, and so be under two days.
 */
export function chargeRecords(table: Table): ChargeRecords {
  return {
    async recordCharge(charge) {
      const { at } = charge;
      const key = { pk: chargesOn(dayOf(at)), sk: nameOf(charge) };
      const Item = { ...key, ...charge, expires: Math.ceil(at) + CHARGES_KEPT };
      await table.documents.send(new PutCommand({ TableName: table.name, Item }));
    },

    async chargesBetween(since, until) {
      // The day after them knows whether a charge of theirs was written again.
      const days = Array.from({ length: Math.floor(until / DAY) - Math.floor(since / DAY) + 2 }, (_, index) =>
        dayOf(since + index * DAY),
      );
      const found = await pMap(days, (day) => chargesOf(table, day), { concurrency: DAYS_AT_ONCE });
      const last = new Map(
        found
          .flat()
          .toSorted((one, other) => one.at - other.at)
          .map((charge) => [nameOf(charge), charge]),
      );
      return [...last.values()].filter(({ at }) => at >= since && at < until);
    },
  };
}

/** A machine is charged once for each job, and once for the rest. */
const nameOf = ({ instanceId, job }: Charge): string => `${instanceId}#${job?.id ?? 'rest'}`;

/** In UTC, as 2026-11-25. */
const dayOf = (at: UnixSeconds): string => isoTime(at).slice(0, 10);

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
