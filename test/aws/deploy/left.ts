import { CloudFormationClient, ListStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplatesCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { EventBridgeClient, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import {
  IAMClient,
  ListInstanceProfilesCommand,
  ListPoliciesCommand,
  ListRolesCommand,
} from '@aws-sdk/client-iam';
import { LambdaClient, ListEventSourceMappingsCommand, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';

/** All that still has a stage's name, by what it is: of every kind of thing that a deployment is made of. */
export async function leftOf(scaler: string): Promise<string[]> {
  const kinds: Readonly<Record<string, () => Promise<readonly (string | undefined)[]>>> = {
    stack: async () => {
      const { StackSummaries = [] } = await new CloudFormationClient().send(new ListStacksCommand());
      return StackSummaries.flatMap(({ StackName, StackStatus }) =>
        StackStatus === 'DELETE_COMPLETE' ? [] : StackName,
      );
    },
    table: async () => (await new DynamoDBClient().send(new ListTablesCommand())).TableNames ?? [],
    function: async () =>
      names((await new LambdaClient().send(new ListFunctionsCommand())).Functions, 'FunctionName'),
    'event source': async () =>
      names(
        (await new LambdaClient().send(new ListEventSourceMappingsCommand())).EventSourceMappings,
        'FunctionArn',
      ),
    role: async () => names((await new IAMClient().send(new ListRolesCommand())).Roles, 'RoleName'),
    policy: async () =>
      names((await new IAMClient().send(new ListPoliciesCommand({ Scope: 'Local' }))).Policies, 'PolicyName'),
    profile: async () =>
      names(
        (await new IAMClient().send(new ListInstanceProfilesCommand())).InstanceProfiles,
        'InstanceProfileName',
      ),
    rule: async () => names((await new EventBridgeClient().send(new ListRulesCommand())).Rules, 'Name'),
    bucket: async () =>
      names((await new S3Client({ forcePathStyle: true }).send(new ListBucketsCommand())).Buckets, 'Name'),
    'launch template': async () =>
      names(
        (await new EC2Client().send(new DescribeLaunchTemplatesCommand())).LaunchTemplates,
        'LaunchTemplateName',
      ),
    'security group': async () =>
      names((await new EC2Client().send(new DescribeSecurityGroupsCommand())).SecurityGroups, 'Description'),
    instance: async () => {
      const { Reservations = [] } = await new EC2Client().send(
        new DescribeInstancesCommand({
          Filters: [{ Name: 'instance-state-name', Values: ['pending', 'running', 'stopping', 'stopped'] }],
        }),
      );
      return Reservations.flatMap(({ Instances = [] }) =>
        Instances.map(({ InstanceId, Tags }) => `${InstanceId} ${JSON.stringify(Tags)}`),
      );
    },
  };
  const left = await Promise.all(
    Object.entries(kinds).map(async ([kind, list]) =>
      (await list()).filter((name) => name?.includes(scaler)).map((name) => `${kind} ${name}`),
    ),
  );
  return left.flat();
}

const names = <T>(listed: readonly T[] | undefined, key: keyof T): string[] =>
  (listed ?? []).map((one) => String(one[key]));
