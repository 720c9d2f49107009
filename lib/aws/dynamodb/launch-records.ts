import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import { VERSION } from '../../config/version.ts';
import type { LaunchRecords, Writer } from '../../scaler/ports/store.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { State, Unreadable } from '../../scaler/state/state.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { unlessRefused } from './calls/unless-refused.ts';
import { LAUNCHES_KEY, type Table } from './table.ts';

/** A runner has one launch at most: an attribute of the one item, called by the runner's name after this. */
const PREFIX = 'launch of ';

/**
 * The launches, for a function that writes as `writer`. What is changed is one runner's attribute, on the condition
 * that it still is that launch; what is opened, on the condition that nothing has changed at all.
 */
export function launchRecords({ documents, name: TableName }: Table, writer: Writer): LaunchRecords {
  const update = (names: readonly string[], change: Change): Promise<boolean> =>
    unlessRefused(
      documents.send(
        new UpdateCommand({
          TableName,
          Key: LAUNCHES_KEY,
          UpdateExpression: `SET ${['#writer = :writer', '#version = :version', ...change.set].join(', ')} ADD #revision :one ${change.remove ?? ''}`,
          ConditionExpression: change.condition,
          ExpressionAttributeNames: {
            ...{ '#writer': 'writer', '#version': 'version', '#revision': 'revision' },
            ...change.names,
            ...Object.fromEntries(names.map((name, index) => [`#launch${index}`, `${PREFIX}${name}`])),
          },
          ExpressionAttributeValues: { ':writer': writer, ':version': VERSION, ':one': 1, ...change.values },
        }),
      ),
    );
  const put = (before: Launch, launch: Launch): Promise<boolean> =>
    update([before.runner], {
      set: ['#launch0 = :launch'],
      condition: '#launch0.id = :id AND #launch0.#revision = :revision',
      values: { ':launch': launch, ':id': before.id, ':revision': before.revision },
    });
  return {
    openLaunches: (launches, { launching }) =>
      update(
        launches.map(({ runner }) => runner),
        opening(launches, launching),
      ),
    replaceLaunch: (launch) => put(launch, { ...launch, revision: launch.revision + 1 }),
    succeedLaunch: (launch, next) => put(launch, next),
    closeLaunch: ({ runner, id }) =>
      update([runner], {
        set: [],
        remove: 'REMOVE #launch0',
        condition: '#launch0.id = :id',
        values: { ':id': id },
      }),
  };
}

interface Change {
  readonly set: readonly string[];
  readonly remove?: string;
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Item;
}

function opening(launches: readonly Launch[], launching: State['launching']): Change {
  const unchanged = launching === undefined ? 'attribute_not_exists(#revision)' : '#revision = :launching';
  const places = launches.map((launch, index) => ({
    name: `#launch${index}`,
    value: `:launch${index}`,
    launch,
  }));
  return {
    set: places.map(({ name, value }) => `${name} = ${value}`),
    condition: [unchanged, ...places.map(({ name }) => isFree(name))].join(' AND '),
    ...(launches.length > 0 && { names: { '#outcome': 'outcome', '#kind': 'kind' } }),
    values: {
      ...(launches.length > 0 && { ':unknown': 'Unknown' }),
      ...Object.fromEntries(places.map(({ value, launch }) => [value, launch])),
      ...(launching !== undefined && { ':launching': launching }),
    },
  };
}

/** There is no launch, or one that EC2 has refused. */
const isFree = (name: string): string =>
  `(attribute_not_exists(${name}) OR ${name}.#outcome.#kind <> :unknown)`;

/** One that cannot be read is set aside. */
export function readLaunches(item: Item): Pick<State, 'launches' | 'launching' | 'unreadable'> {
  const { revision: launching } = readItem(revisionSchema, item);
  const launches: Launch[] = [];
  const unreadable: Unreadable[] = [];
  for (const [key, launch] of Object.entries(item)) {
    if (!key.startsWith(PREFIX)) continue;
    try {
      launches.push(readItem(launchSchema, { ...LAUNCHES_KEY, ...Object(launch) }));
    } catch (error) {
      unreadable.push({ key, reason: String(Object(error).message) });
    }
  }
  return { launches, launching, unreadable };
}

const revisionSchema = v.object({ revision: v.number() });

const launchSchema = v.object({
  id: v.string(),
  runner: v.string(),
  count: v.number(),
  places: v.exactOptional(v.number()),
  ahead: v.exactOptional(v.number()),
  refused: v.exactOptional(v.number()),
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
