import {
  CloudFormationClient,
  type CloudFormationClientConfig,
  DescribeStacksCommand,
  paginateListStackResources,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';

interface Stack {
  /** Its ARN. */
  readonly id: string;
  /** Names of what it made. */
  readonly table: string;
  readonly cacheBucket: string;
}

/**
 * Undefined if there is no such stack, or it is one that was never finished: there is nothing of ours in it. Its parts may
 * be more than the hundred that DescribeStackResources tells of; those of one whose making failed are told of, as deleted.
 */
export async function findStack(
  config: CloudFormationClientConfig,
  StackName: string,
): Promise<Stack | undefined> {
  const client = new CloudFormationClient(config);
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const id = Stacks[0]?.StackId;
    const names = await namesIn(client, StackName);
    const [table, cacheBucket] = [names.get('Table'), names.get('CacheBucket')];
    if (id === undefined || table === undefined || cacheBucket === undefined) return undefined;
    return { id, table, cacheBucket };
  } catch (error) {
    if (error instanceof Error && /does not exist/.test(error.message)) return undefined;
    throw error;
  } finally {
    client.destroy();
  }
}

/** Of what the stack has, by logical id. */
async function namesIn(
  client: CloudFormationClient,
  StackName: string,
): Promise<ReadonlyMap<string | undefined, string | undefined>> {
  const found: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName }))
    found.push(...(page.StackResourceSummaries ?? []));
  const there = found.filter(({ ResourceStatus }) => ResourceStatus !== 'DELETE_COMPLETE');
  return new Map(
    there.map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]),
  );
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
