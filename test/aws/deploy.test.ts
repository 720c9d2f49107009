import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DescribeLaunchTemplateVersionsCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  IAMClient,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
} from '@aws-sdk/client-lambda';
import { readConfig } from '../../lib/config/read.ts';
import type { RunnerSettings } from '../../lib/config/settings.ts';
import { userDataOf } from '../../lib/machine/user-data.ts';
import type { Project } from '../infra/project.ts';
import { DeployedStage, newStage } from './deploy/deployed-stage.ts';
import { launchesAreAsConfigured } from './deploy/launches.ts';

const PROFILE = 'gitlab-runner';

const iam = new IAMClient();
const lambda = new LambdaClient();
const dynamodb = new DynamoDBClient();
const ec2 = new EC2Client();
const events = new EventBridgeClient();
const cloudFormation = new CloudFormationClient();
const stage = newStage();
const scaler = `bastionless-${stage}`;
const region = 'us-east-1';

describe('serverless deploy, with the config.toml of the repository', () => {
  let deployed: DeployedStage;
  let project: Project;
  let resources: readonly StackResourceSummary[];
  let template: Template;

  beforeAll(async () => {
    await createRoleOfTheUser(PROFILE);
    deployed = await DeployedStage.deploy(stage, (config) =>
      config.replace(
        'MachineOptions = [',
        `MachineOptions = [\n      "amazonec2-iam-instance-profile=${PROFILE}",`,
      ),
    );
    ({ project, resources } = deployed);
    template = deployed.template as Template;
  });
  afterAll(async () => {
    for (const client of [iam, lambda, dynamodb, ec2, events, cloudFormation]) client.destroy();
    await deployed.close();
  });

  /** The physical ids of the stack's resources of a type. */
  const idsOf = (type: string): string[] =>
    resources.filter((found) => found.ResourceType === type).map((found) => found.PhysicalResourceId ?? '');
  const idOf = (logicalId: string): string =>
    resources.find((found) => found.LogicalResourceId === logicalId)?.PhysicalResourceId ?? '';

  /** For what moto's CloudFormation leaves out: what it was told to make. */
  const templatesOf = (type: string): readonly Properties[] =>
    Object.values(template.Resources).flatMap((made) => (made.Type === type ? [made.Properties] : []));

  test('makes a table on demand with a stream, TTL, recovery and encryption', async () => {
    const TableName = idOf('Table');
    const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName }));

    expect(Table).toMatchObject({
      BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    });
    expect(templatesOf('AWS::DynamoDB::Table')).toMatchObject([
      {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
        SSESpecification: { SSEEnabled: true },
        // That no item is in: it forbids DynamoDB to split what is active over several reconcilers.
        LocalSecondaryIndexes: [
          {
            KeySchema: [
              { AttributeName: 'pk', KeyType: 'HASH' },
              { AttributeName: 'unsplit', KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      },
    ]);
  });

  test('makes functions that run on arm64 and log JSON', () => {
    const functions = templatesOf('AWS::Lambda::Function');

    expect(functions).toHaveLength(7);
    for (const made of functions) {
      expect(made).toMatchObject({ Architectures: ['arm64'], LoggingConfig: { LogFormat: 'JSON' } });
    }
  });

  test.each([
    ['webhook', ['WEBHOOK_SECRET_PARAMETER']],
    ['register', ['CACHE_BUCKET', 'DEPLOYMENT_NAME', 'GITLAB_TOKEN_PARAMETER']],
    ['report', []],
    ['ec2-events', ['SCALER_NAME']],
    ['schedule', []],
    ['audit', ['DEPLOYMENT_NAME', 'GITLAB_TOKEN_PARAMETER', 'SCALER_NAME']],
    ['reconcile', ['GITLAB_TOKEN_PARAMETER', 'LAUNCH_TEMPLATES', 'SCALER_NAME', 'WAKE_UPS']],
  ])(
    'makes the function %s with a role of its own and nothing in its environment that it does not need',
    async (name, variables) => {
      const made = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: `${scaler}-${name}` }),
      );

      expect(made).toMatchObject({
        Runtime: 'nodejs24.x',
        Handler: `functions/lambda/${name}.handler`,
      });
      expect(Object.keys(made.Environment?.Variables ?? {}).sort()).toEqual(
        ['TABLE_NAME', ...variables].sort(),
      );
      expect(made.Environment?.Variables?.['TABLE_NAME']).toBe(idOf('Table'));
      expect(idsOf('AWS::IAM::Role')).toContain(made.Role?.split('/').at(-1));
    },
  );

  test('names the secrets by their stage', async () => {
    const { Environment } = await lambda.send(
      new GetFunctionConfigurationCommand({ FunctionName: `${scaler}-webhook` }),
    );

    expect(Environment?.Variables?.['WEBHOOK_SECRET_PARAMETER']).toBe(`/bastionless/${stage}/webhook-secret`);
  });

  test.each(['register', 'audit'])(
    'tells %s what it is called in GitLab, where the stages of all regions and accounts meet',
    async (name) => {
      const { Environment } = await lambda.send(
        new GetFunctionConfigurationCommand({ FunctionName: `${scaler}-${name}` }),
      );

      expect(Environment?.Variables?.['DEPLOYMENT_NAME']).toBe(`${scaler}-${region}-123456789012`);
    },
  );

  test('opens three routes, of which AWS itself checks which machine asks', () => {
    const routes = templatesOf('AWS::ApiGatewayV2::Route').map((route) => [
      route['RouteKey'],
      route['AuthorizationType'],
    ]);

    expect(Object.fromEntries(routes)).toEqual({
      'POST /webhook': undefined,
      'POST /machines/register': 'AWS_IAM',
      'POST /machines/report': 'AWS_IAM',
    });
  });

  test('wakes the functions by the minute and by what EC2 says', async () => {
    const rules = await Promise.all(
      idsOf('AWS::Events::Rule').map((id) =>
        events.send(new DescribeRuleCommand({ Name: id.split('/').at(-1) ?? '' })),
      ),
    );
    const patterns = rules.flatMap((rule) => (rule.EventPattern ? [JSON.parse(rule.EventPattern)] : []));

    const schedules = rules.map((rule) => rule.ScheduleExpression);
    expect(schedules).toEqual(expect.arrayContaining(['rate(1 minute)', 'rate(5 minutes)']));
    expect(patterns).toContainEqual({
      source: ['aws.ec2'],
      'detail-type': ['EC2 Instance State-change Notification'],
      detail: { state: ['shutting-down', 'terminated', 'stopping', 'stopped'] },
    });
    expect(patterns).toContainEqual({
      source: ['aws.ec2'],
      'detail-type': ['EC2 Spot Instance Interruption Warning', 'EC2 Instance Rebalance Recommendation'],
    });
  });

  test('feeds the reconciler with what others wrote of what is active, one batch at a time', async () => {
    const { EventSourceMappings } = await lambda.send(new ListEventSourceMappingsCommand());
    const made = EventSourceMappings?.find(({ EventSourceArn }) =>
      EventSourceArn?.includes(`table/${idOf('Table')}/stream/`),
    );
    const [mapping] = templatesOf('AWS::Lambda::EventSourceMapping');

    expect(made?.FunctionArn).toContain(`${scaler}-reconcile`);
    expect(mapping).toMatchObject({
      BatchSize: 1000,
      ParallelizationFactor: 1,
      FilterCriteria: {
        Filters: [
          {
            Pattern: JSON.stringify({
              eventName: ['INSERT', 'MODIFY'],
              dynamodb: {
                NewImage: { pk: { S: ['active'] }, writer: { S: [{ 'anything-but': ['reconcile'] }] } },
              },
            }),
          },
        ],
      },
    });
  });

  describe('the launch template', () => {
    const newest = async () => {
      const { LaunchTemplateVersions } = await ec2.send(
        new DescribeLaunchTemplateVersionsCommand({
          LaunchTemplateId: idsOf('AWS::EC2::LaunchTemplate')[0] ?? '',
          Versions: ['$Latest'],
        }),
      );
      return LaunchTemplateVersions?.[0];
    };

    test('has the machine options, and leaves to each launch how it is bought', async () => {
      const made = await newest();

      expect(made?.LaunchTemplateName).toMatch(new RegExp(`^${scaler}-`));
      expect(made?.LaunchTemplateData).toMatchObject({
        InstanceType: 't3.medium',
        IamInstanceProfile: { Name: 'gitlab-runner' },
        InstanceInitiatedShutdownBehavior: 'terminate',
        MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      });
      expect(made?.LaunchTemplateData?.InstanceMarketOptions).toBeUndefined();
    });

    test('has user data that knows where to register', async () => {
      const made = await newest();
      const text = Buffer.from(made?.LaunchTemplateData?.UserData ?? '', 'base64').toString();

      expect(text).toBe(
        userDataOf(readConfig(deployed.config, 'config.toml').runners[0] as RunnerSettings, {
          // moto makes no HTTP API, so that this one name is not filled in.
          // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation's.
          apiUrl: 'https://${HttpApi}.execute-api.us-east-1.amazonaws.com/machines',
          region: 'us-east-1',
        }),
      );
    });

    test('has a security group that lets nothing in', async () => {
      const made = await newest();
      const GroupIds = made?.LaunchTemplateData?.NetworkInterfaces?.[0]?.Groups ?? [];
      const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));

      expect(SecurityGroups).toMatchObject([{ IpPermissions: [] }]);
      expect(deployed.config).toContain(SecurityGroups?.[0]?.VpcId);
    });
  });

  test('gives no role an action with a wildcard', () => {
    const inline = templatesOf('AWS::IAM::Role').flatMap((role) => role['Policies'] as Properties[]);
    const actions = [...inline, ...templatesOf('AWS::IAM::Policy')].flatMap((policy) =>
      actionsIn(policy['PolicyDocument'] as PolicyDocument),
    );

    expect(inline).toHaveLength(7);
    expect(actions).toContain('ec2:CreateFleet');
    expect(actions).toContain('execute-api:Invoke');
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
  });

  test("lets the machines' role register and use the cache, no more", async () => {
    const policy = templatesOf('AWS::IAM::Policy').find(({ Roles }) => String(Roles) === 'gitlab-runner');
    const { PolicyNames } = await iam.send(new ListRolePoliciesCommand({ RoleName: 'gitlab-runner' }));

    expect(PolicyNames).toEqual([expect.stringContaining(`${scaler}-${region}-`)]);
    expect(actionsIn(policy?.['PolicyDocument'] as PolicyDocument).sort()).toEqual([
      'execute-api:Invoke',
      's3:GetObject',
      's3:ListBucket',
      's3:PutObject',
    ]);
  });

  launchesAreAsConfigured(() => deployed);

  test('refuses a broken config.toml before anything is created', async () => {
    const broken = `${stage}-broken`;
    const config = await readFile('config.toml', 'utf8');
    await writeFile(join(project.folder, 'broken.toml'), config.replace('limit = 20', 'limit = -1'));
    const refused = await project.serverless(['deploy', '--stage', broken], {
      BASTIONLESS_CONFIG: 'broken.toml',
    });

    expect(refused.exitCode).not.toBe(0);
    expect(refused.output).toContain('runners[0].limit: must be a whole number, 0 or more');
    await expect(
      cloudFormation.send(new DescribeStacksCommand({ StackName: `bastionless-${broken}` })),
    ).rejects.toThrow(/does not exist/);
  });
});

/** What is there before the first deployment: the role and the profile that the user's machines have had. */
async function createRoleOfTheUser(name: string) {
  const AssumeRolePolicyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' }],
  });
  await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument }));
  await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: name }));
  await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: name, RoleName: name }));
}

interface Template {
  readonly Resources: Readonly<Record<string, { readonly Type: string; readonly Properties: Properties }>>;
}
type Properties = Readonly<Record<string, unknown>>;

interface PolicyDocument {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const actionsIn = ({ Statement }: PolicyDocument): string[] => Statement.flatMap(({ Action }) => Action);
