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
  StackName: string,
): Promise<Stack | undefined> {
  const client = new CloudFormationClient(config);
  try {
    const { StackResources = [] } = await client.send(new DescribeStackResourcesCommand({ StackName }));
    const idOf = (logicalId: string) =>
      StackResources.find(({ LogicalResourceId }) => LogicalResourceId === logicalId)?.PhysicalResourceId;
    const [table, cacheBucket] = [idOf('Table'), idOf('CacheBucket')];
    return table === undefined || cacheBucket === undefined ? undefined : { table, cacheBucket };
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  } finally {
    client.destroy();
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
