import { randomBytes } from 'node:crypto';
import {
  CloudFormationClient,
  CreateStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { VERSION } from '../../lib/config/version.ts';
import type { Store } from '../../lib/scaler/ports/store.ts';

export interface TestDeployment {
  readonly stage: string;
  readonly table: string;
  readonly webhookUrl: string;
  readonly store: Store;
}

/**
 * A stack with the outputs of the real one, and its table: what the command finds of a deployment.
 * @param version of bastionless, that made it
 */
export async function aDeployment(version = VERSION): Promise<TestDeployment> {
  const stage = `cli-${randomBytes(4).toString('hex')}`;
  const StackName = `bastionless-${stage}`;
  const webhookUrl = `https://${stage}.execute-api.us-east-1.amazonaws.com/webhook`;
  const cloudFormation = new CloudFormationClient();
  await cloudFormation.send(
    new CreateStackCommand({ StackName, TemplateBody: JSON.stringify(templateOf(webhookUrl, version)) }),
  );
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  cloudFormation.destroy();
  const table = Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === 'TableName')?.OutputValue;
  if (table === undefined) throw new Error('moto made no table');
  const store = openStore({ client: new DynamoDBClient(), table, writer: 'reconcile' });
  return { stage, table, webhookUrl, store };
}

function templateOf(webhookUrl: string, version: string) {
  return {
    Resources: {
      Table: {
        Type: 'AWS::DynamoDB::Table',
        Properties: {
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
          StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        },
      },
    },
    Outputs: {
      TableName: { Value: { Ref: 'Table' } },
      WebhookUrl: { Value: webhookUrl },
      Version: { Value: version },
    },
  };
}
