import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';

export interface Stack {
  /** Names of what it made. */
  readonly table: string;
  readonly cacheBucket: string;
}

/** Undefined if there is no such stack, or it is one that was never finished: there is nothing of ours in it. */
export async function findStack(
  config: CloudFormationClientConfig,
  stack: string,
): Promise<Stack | undefined> {
  const client = new CloudFormationClient(config);
  try {
    const table = await nameOf(client, stack, 'Table');
    const cacheBucket = await nameOf(client, stack, 'CacheBucket');
    return table === undefined || cacheBucket === undefined ? undefined : { table, cacheBucket };
  } finally {
    client.destroy();
  }
}

/**
 * Undefined of what is not there, or was deleted when the stack's making failed. Each part is asked for by its id: the
 * list of all ends at a hundred.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
async function nameOf(
  client: CloudFormationClient,
  StackName: string,
  LogicalResourceId: string,
): Promise<string | undefined> {
  try {
    const { StackResources: [part] = [] } = await client.send(
      new DescribeStackResourcesCommand({ StackName, LogicalResourceId }),
    );
    return part?.ResourceStatus === 'DELETE_COMPLETE' ? undefined : part?.PhysicalResourceId;
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  }
}

/** What a stack that stands says of itself, by name. */
export async function outputsOf(
  config: CloudFormationClientConfig,
  StackName: string,
): Promise<ReadonlyMap<string, string>> {
  const client = new CloudFormationClient(config);
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const outputs = Stacks[0]?.Outputs ?? [];
    return new Map(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } finally {
    client.destroy();
  }
}
