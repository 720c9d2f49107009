import { PutCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { DrainSwitch, Writer } from '../../scaler/ports/store.ts';
import type { Drain } from '../../scaler/state/drain.ts';
import { putOver } from './calls/conditional.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { unlessRefused } from './calls/unless-refused.ts';
import { DRAIN_KEY, type Table, writtenBy } from './table.ts';

const WRITER: Writer = 'operator';

/**
 * One item that is never deleted: a deletion has no new image, so the end of a drain would not wake the
 * stream's reader.
 */
export function drainSwitch(table: Table): DrainSwitch {
  return {
    startDrain(drain) {
      const put = new PutCommand({
        TableName: table.name,
        Item: { ...DRAIN_KEY, ...drain, isOn: true, ...writtenBy(WRITER) },
        ConditionExpression: 'attribute_not_exists(pk) OR isOn = :off',
        ExpressionAttributeValues: { ':off': false },
      });
      return unlessRefused(table.documents.send(put));
    },
    endDrain: (now) =>
      putOver(
        table,
        { ...DRAIN_KEY, isOn: false, since: now, reason: '', ...writtenBy(WRITER) },
        { isOn: true },
      ),
  };
}

/** Undefined if the drain is over. */
export function readDrain(item: Item): Drain | undefined {
  const { isOn, ...drain } = readItem(drainSchema, item);
  return isOn ? drain : undefined;
}

const drainSchema = v.object({ isOn: v.boolean(), since: v.number(), reason: v.string() });
