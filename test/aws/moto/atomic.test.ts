import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../lib/aws/dynamodb/create-table.ts';
import { openTable } from '../../../lib/aws/dynamodb/table.ts';

const client = new DynamoDBClient();
afterAll(() => client.destroy());

/** So long that moto, which has a thread for each call, comes to others while it reads it. */
const NAMES = Array.from({ length: 60 }, (_, index) => `a${index}`);
const LONG = `SET ${NAMES.map((name) => `${name} = :one`).join(', ')} ADD revision :one`;

test('no update of a record is lost to another that comes at once, as DynamoDB has it', async () => {
  const { documents, name: TableName } = openTable(client, randomUUID());
  await createTable(client, TableName);
  const update = new UpdateCommand({
    ...{ TableName, Key: { pk: 'active', sk: 'job#1' }, UpdateExpression: LONG },
    ...{ ExpressionAttributeValues: { ':one': 1 }, ReturnValues: 'ALL_NEW' },
  });
  const outcomes = await Promise.all(Array.from({ length: 20 }, () => documents.send(update)));
  const revisions = outcomes.map(({ Attributes }) => Attributes?.['revision']);
  expect(Math.max(...revisions)).toBe(outcomes.length);
});
