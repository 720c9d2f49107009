import { setTimeout } from 'node:timers/promises';
import { BatchGetCommand, type BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Key, Table } from '../table.ts';
import type { Item } from './read-item.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH_GET = 100;
const BATCH_TRIES = 6;
const FIRST_PAUSE_MS = 50;

/** As they were last written, or, for half the units, as they may have been a moment ago. */
export type Consistency = 'Strong' | 'Eventual';

/** Those that there are of these, each named once, in no order. */
export async function getItems(
  table: Table,
  keys: readonly Key[],
  consistency: Consistency,
): Promise<readonly Item[]> {
  const found: Item[] = [];
  for (let start = 0; start < keys.length; start += BATCH_GET) {
    found.push(...(await getBatch(table, keys.slice(start, start + BATCH_GET), consistency)));
  }
  return found;
}

/**
 * DynamoDB may answer for a part of the keys; the rest is asked for again, each time later. Throws if it goes on.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
async function getBatch(
  { documents, name }: Table,
  keys: readonly Key[],
  consistency: Consistency,
): Promise<Item[]> {
  const found: Item[] = [];
  let left: BatchGetCommandOutput['UnprocessedKeys'] = {
    [name]: { Keys: [...keys], ConsistentRead: consistency === 'Strong' },
  };
  for (let tries = 0; tries < BATCH_TRIES; tries += 1) {
    const answer: BatchGetCommandOutput = await documents.send(new BatchGetCommand({ RequestItems: left }));
    found.push(...(answer.Responses?.[name] ?? []));
    left = answer.UnprocessedKeys ?? {};
    if (left[name] === undefined) return found;
    await setTimeout(FIRST_PAUSE_MS * 2 ** tries);
  }
  throw new Error(`DynamoDB left keys unread ${BATCH_TRIES} times`);
}
