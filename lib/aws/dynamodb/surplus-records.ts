import * as v from 'valibot';
import type { SurplusRecords, Writer } from '../../scaler/ports/store.ts';
import type { Surpluses } from '../../scaler/state/machines/surplus.ts';
import { putRevised } from './calls/conditional.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { SURPLUSES_KEY, type Table, writtenBy } from './table.ts';

/** The surpluses, for a function that writes as `writer`: one item, of which a runner has little. */
export function surplusRecords(table: Table, writer: Writer): SurplusRecords {
  return {
    recordSurpluses({ all, revision }) {
      return putRevised(table, { ...SURPLUSES_KEY, all, revision: revision + 1, ...writtenBy(writer) });
    },
  };
}

export function readSurpluses(item: Item): Surpluses {
  return readItem(surplusesSchema, item);
}

const surplusesSchema = v.object({
  all: v.array(v.object({ runner: v.string(), since: v.number(), places: v.number() })),
  revision: v.number(),
});
