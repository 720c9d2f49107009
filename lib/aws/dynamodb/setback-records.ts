import * as v from 'valibot';
import type { SetbackRecords, Writer } from '../../scaler/ports/store.ts';
import type { Setback } from '../../scaler/state/launches/setback.ts';
import { deleteItem, putRevised } from './calls/conditional.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { setbackKey, type Table, writtenBy } from './table.ts';

/** The setbacks, for a function that writes as `writer`. */
export function setbackRecords(table: Table, writer: Writer): SetbackRecords {
  return {
    recordSetback(setback) {
      const { runner, revision } = setback;
      const later = { ...setback, revision: revision + 1 };
      return putRevised(table, { ...setbackKey(runner), ...later, ...writtenBy(writer) });
    },
    endSetback: ({ runner, revision }) => deleteItem(table, setbackKey(runner), { revision }),
  };
}

export function readSetback(item: Item): Setback {
  return readItem(setbackSchema, item);
}

const setbackSchema = v.object({
  runner: v.string(),
  failed: v.number(),
  counted: v.array(v.string()),
  reason: v.string(),
  at: v.number(),
  launchedAt: v.number(),
  waits: v.number(),
  againAt: v.number(),
  fingerprint: v.string(),
  revision: v.number(),
});
