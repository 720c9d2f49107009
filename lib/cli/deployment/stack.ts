import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { Trouble } from '../explain.ts';
import { clientOptions, type Deployment } from './deployment.ts';

/** What is deployed: the stack's outputs. */
export interface Stack {
  readonly status: string;
  readonly tableName: string;
  readonly webhookUrl: string;
  /** Of bastionless, that deployed it; empty if it does not say. */
  readonly version: string;
  /** Its ARN. */
  readonly id: string;
}

/** Undefined before the first `serverless deploy`. */
export async function findStack(deployment: Deployment): Promise<Stack | undefined> {
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const client: CloudFormationClient = new CloudFormationClient(clientOptions(deployment));
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: deployment.name }));
    const outputs = Stacks[0]?.Outputs ?? [];
    const output = (key: string) => outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue ?? '';
    return {
      status: Stacks[0]?.StackStatus ?? 'unknown',
      tableName: output('TableName'),
      webhookUrl: output('WebhookUrl'),
      version: output('Version'),
      id: Stacks[0]?.StackId ?? '',
    };
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** Throws Trouble where nothing is deployed. */
export async function stackOf(deployment: Deployment): Promise<Stack> {
  const stack = await findStack(deployment);
  if (stack !== undefined && stack.tableName !== '') return stack;
  const { name, region = 'the region of your AWS profile', stage } = deployment;
  throw new Trouble(
    stack === undefined
      ? `there is no stack ${name} in ${region}.`
      : `the stack ${name} in ${region} is ${stack.status} and has no table.`,
    `Deploy it with \`npx serverless deploy --stage ${stage}\`, or name another with --stage and --region.`,
  );
}

/** The deployed table, for as long as `use` takes. */
export async function withTable<T>(
  deployment: Deployment,
  use: (client: DynamoDBClient, table: string) => Promise<T>,
): Promise<T> {
  const { tableName } = await stackOf(deployment);
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client: DynamoDBClient = new DynamoDBClient(clientOptions(deployment));
  try {
    return await use(client, tableName);
  } finally {
    client.destroy();
  }
}
