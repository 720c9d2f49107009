import * as v from 'valibot';
import type { LaunchRecords, Writer } from '../../scaler/ports/store.ts';
import type { Launch } from '../../scaler/state/launch.ts';
import { deleteItem, putNew, putOver } from './conditional.ts';
import { type Item, readItem } from './read-item.ts';
import { launchKey, type Table } from './table.ts';

/**
 * The launches, for a function that writes as `writer`. The runner's next launch uses the same key and the same
 * first revision, so every condition also checks the id.
 */
export function launchRecords(table: Table, writer: Writer): LaunchRecords {
  const itemOf = (launch: Launch) => ({ ...launchKey(launch.runner), ...launch, writer });
  return {
    openLaunch: (launch) => putNew(table, itemOf(launch)),
    replaceLaunch: (launch) =>
      putOver(table, itemOf({ ...launch, revision: launch.revision + 1 }), {
        id: launch.id,
        revision: launch.revision,
      }),
    succeedLaunch: ({ id, revision }, next) => putOver(table, itemOf(next), { id, revision }),
    closeLaunch: ({ runner, id }) => deleteItem(table, launchKey(runner), { id }),
  };
}

export function readLaunch(item: Item): Launch {
  return readItem(launchSchema, item);
}

const launchSchema = v.object({
  id: v.string(),
  runner: v.string(),
  count: v.number(),
  market: v.picklist(['Spot', 'OnDemand']),
  reason: v.string(),
  at: v.number(),
  fingerprint: v.string(),
  outcome: v.variant('kind', [
    v.object({
      kind: v.literal('Unknown'),
      tries: v.number(),
      againAt: v.number(),
      reason: v.exactOptional(v.string()),
    }),
    v.object({ kind: v.literal('Unavailable'), at: v.number(), reason: v.string() }),
    v.object({ kind: v.literal('Misconfigured'), at: v.number(), reason: v.string() }),
  ]),
  revision: v.number(),
});
