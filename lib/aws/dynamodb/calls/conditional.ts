import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Key, Table } from '../table.ts';
import type { Item } from './read-item.ts';
import { unlessRefused } from './unless-refused.ts';

/** What must still be on record for a write to hold. */
type Expected = Readonly<Record<string, string | number | boolean>>;

/** Puts the item, only if there is none with its key, or only one without the other attribute that is named. */
export function putNew(
  { documents, name: TableName }: Table,
  item: Item & Key,
  unless = 'pk',
): Promise<boolean> {
  return unlessRefused(
    documents.send(
      new PutCommand({ TableName, Item: item, ConditionExpression: `attribute_not_exists(${unless})` }),
    ),
  );
}

/** Puts the item, only if the one with its key has the expected attributes. */
export function putOver(
  { documents, name: TableName }: Table,
  item: Item & Key,
  expected: Expected,
): Promise<boolean> {
  return unlessRefused(documents.send(new PutCommand({ TableName, Item: item, ...conditionOf(expected) })));
}

/**
 * Puts the item with its new revision, only if the one with its key has the revision before that: before the first, as
 * putNew.
 */
export function putRevised(
  table: Table,
  item: Item & Key & { readonly revision: number },
  unless?: string,
): Promise<boolean> {
  const before = item.revision - 1;
  return before === 0 ? putNew(table, item, unless) : putOver(table, item, { revision: before });
}

/** Deletes the item, only if it has the expected attributes. */
export function deleteItem(
  { documents, name: TableName }: Table,
  key: Key,
  expected: Expected,
): Promise<boolean> {
  return unlessRefused(documents.send(new DeleteCommand({ TableName, Key: key, ...conditionOf(expected) })));
}

/** Deletes the item, only if it has that attribute. */
export function deleteMarked(
  { documents, name: TableName }: Table,
  key: Key,
  attribute: string,
): Promise<boolean> {
  return unlessRefused(
    documents.send(
      new DeleteCommand({
        ...{ TableName, Key: key, ConditionExpression: 'attribute_exists(#attribute)' },
        ExpressionAttributeNames: { '#attribute': attribute },
      }),
    ),
  );
}

function conditionOf(expected: Expected) {
  const entries = Object.entries(expected);
  return {
    ConditionExpression: entries.map(([name]) => `#${name} = :${name}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
  };
}
