import { DescribeTableCommand, DynamoDBClient, UpdateTableCommand } from '@aws-sdk/client-dynamodb';
import { findStack } from '../removal/stack.ts';
import type { Serverless } from './serverless.ts';

/** After a deployment: the table of every stage but dev is protected from deletion. */
export async function switchProtection(serverless: Serverless): Promise<void> {
  const { scaler, isProtected } = serverless.service.custom;
  const config = await serverless.getProvider('aws').getAwsSdkV3Config();
  const stack = await findStack(config, scaler);
  if (stack === undefined) return;
  const client = new DynamoDBClient(config);
  try {
    await protectTable(client, stack.table, isProtected);
  } finally {
    client.destroy();
  }
}

/** Only if it is not so already: a table that is being changed refuses the next change. */
export async function protectTable(
  client: DynamoDBClient,
  TableName: string,
  isProtected: boolean,
): Promise<void> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  if ((Table?.DeletionProtectionEnabled ?? false) === isProtected) return;
  await client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: isProtected }));
}
