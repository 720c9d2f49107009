import { existsSync } from 'node:fs';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { USUAL_CONFIG } from '../config/config-file.ts';
import { readConfigFile } from '../config/read.ts';
import type { Settings } from '../config/settings.ts';
import { Trouble } from './explain.ts';
import type { DeploymentOptions } from './options.ts';
import { trustGitlab } from './trust.ts';

const SERVICE = 'bastionless';

/** One stage's stack in one region: what all of a deployment's names follow from. */
export interface Deployment {
  readonly stage: string;
  /** None: as the AWS credentials' profile or AWS_REGION have it. */
  readonly region: string | undefined;
  /** Name of the stack, and value of the tag `bastionless:scaler`. */
  readonly name: string;
  readonly gitlabTokenParameter: string;
  readonly webhookSecretParameter: string;
  /** None where no config.toml is needed and none is there. */
  readonly settings: Settings | undefined;
}

/**
 * The names are those of serverless.yml. A config.toml that is named must be there; the usual one need not, as long as
 * the region is known. GitLab's own CA is trusted from then on, if it names one. Throws ConfigError if it is wrong.
 */
export function deploymentOf(options: DeploymentOptions): Deployment {
  const { config } = options;
  const isLeftOut = config === USUAL_CONFIG && !existsSync(config);
  return deploymentNamed(options, isLeftOut ? undefined : trustGitlab(readConfigFile(config), config));
}

/** With the settings that were read, or without. */
export function deploymentNamed(
  { stage, region }: Pick<DeploymentOptions, 'stage' | 'region'>,
  settings: Settings | undefined,
): Deployment {
  return {
    stage,
    region: region ?? settings?.runners[0]?.ec2.region,
    name: `${SERVICE}-${stage}`,
    gitlabTokenParameter: `/${SERVICE}/${stage}/gitlab-token`,
    webhookSecretParameter: `/${SERVICE}/${stage}/webhook-secret`,
    settings,
  };
}

/** How the command makes every AWS client: with few attempts, since a person waits. */
export function clientOptions({ region }: Pick<Deployment, 'region'>) {
  return { maxAttempts: 3, ...(region !== undefined && { region }) };
}

/** The same for EC2, whose address config.toml may name. */
export function ec2Options({ region, settings }: Deployment) {
  const { endpoint } = settings?.ec2Api ?? {};
  return { ...clientOptions({ region }), ...(endpoint !== undefined && { endpoint }) };
}

export interface Stack {
  readonly status: string;
  readonly tableName: string;
  readonly webhookUrl: string;
  /** Of bastionless, that deployed it; empty if it does not say. */
  readonly version: string;
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
