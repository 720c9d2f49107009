import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { DescribeLaunchTemplateVersionsCommand, DescribeSecurityGroupsCommand } from '@aws-sdk/client-ec2';
import { DescribeRuleCommand, EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { deploymentName } from '../../../lib/aws/deployment-name.ts';
import { readConfig } from '../../../lib/config/read.ts';
import type { RunnerSettings } from '../../../lib/config/settings.ts';
import { caScript } from '../../../lib/machine/gitlab-ca.ts';
import { userDataOf } from '../../../lib/machine/user-data.ts';
import type { DeployedStage } from './deployed-stage.ts';

/** What the command makes of the repository's config.toml. */
export function partsAreMade(of: () => DeployedStage): void {
  describe('serverless deploy, with the config.toml of the repository,', () => {
    const events = new EventBridgeClient();
    afterAll(() => events.destroy());

    /** For what moto's CloudFormation leaves out: what it was told to make. */
    const templatesOf = (type: string): readonly Properties[] =>
      Object.values(of().stack.template.Resources).flatMap((made) =>
        made.Type === type ? [made.Properties as Properties] : [],
      );

    test('makes a table on demand with a stream, TTL, recovery and encryption', async () => {
      const TableName = of().stack.idOf('Table');
      const { Table } = await of().dynamodb.send(new DescribeTableCommand({ TableName }));

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

      expect(functions).toHaveLength(8);
      for (const made of functions) {
        expect(made).toMatchObject({ Architectures: ['arm64'], LoggingConfig: { LogFormat: 'JSON' } });
      }
    });

    test.each([
      ['webhook', ['TABLE_NAME', 'WEBHOOK_SECRET_PARAMETER']],
      ['script', []],
      ['register', ['CACHE_BUCKET', 'GITLAB_TOKEN_PARAMETER', 'MACHINE_ROLES', 'STACK_ID', 'TABLE_NAME']],
      ['report', ['MACHINE_ROLES', 'TABLE_NAME']],
      ['ec2-events', ['SCALER_NAME', 'TABLE_NAME']],
      ['schedule', ['TABLE_NAME']],
      ['audit', ['GITLAB_TOKEN_PARAMETER', 'SCALER_NAME', 'STACK_ID', 'TABLE_NAME']],
      [
        'reconcile',
        [
          'GITLAB_TOKEN_PARAMETER',
          'LAUNCH_TEMPLATES',
          'LIST_PRICES',
          'SCALER_NAME',
          'TABLE_NAME',
          'WAKE_UPS',
        ],
      ],
    ])(
      'makes the function %s with a role of its own and nothing in its environment that it does not need',
      async (name, variables) => {
        const made = await of().functions.client.send(
          new GetFunctionConfigurationCommand({ FunctionName: `${of().scaler}-${name}` }),
        );

        expect(made).toMatchObject({
          Runtime: 'nodejs24.x',
          Handler: `functions/lambda/${name}.handler`,
        });
        const { TABLE_NAME, ...others } = made.Environment?.Variables ?? {};
        expect(Object.keys({ ...others, ...(TABLE_NAME && { TABLE_NAME }) }).sort()).toEqual(variables);
        expect([of().stack.idOf('Table'), undefined]).toContain(TABLE_NAME);
        expect(of().stack.idsOf('AWS::IAM::Role')).toContain(made.Role?.split('/').at(-1));
      },
    );

    test('names the secrets by their stage', async () => {
      const { Environment } = await of().functions.client.send(
        new GetFunctionConfigurationCommand({ FunctionName: `${of().scaler}-webhook` }),
      );

      expect(Environment?.Variables?.['WEBHOOK_SECRET_PARAMETER']).toBe(
        `/bastionless/${of().stage}/webhook-secret`,
      );
    });

    test.each(['register', 'audit'])(
      'tells %s what it is called in GitLab, where the stages of all regions and accounts meet',
      async (name) => {
        const { Environment } = await of().functions.client.send(
          new GetFunctionConfigurationCommand({ FunctionName: `${of().scaler}-${name}` }),
        );

        const id = Environment?.Variables?.['STACK_ID'] ?? '';
        expect(deploymentName(id)).toBe(`${of().scaler}-us-east-1-123456789012`);
      },
    );

    test('opens four routes, of two of which AWS itself checks which machine asks', () => {
      const routes = templatesOf('AWS::ApiGatewayV2::Route').map((route) => [
        route['RouteKey'],
        route['AuthorizationType'],
      ]);

      expect(Object.fromEntries(routes)).toEqual({
        'POST /webhook': undefined,
        'GET /machines/script': undefined,
        'POST /machines/register': 'AWS_IAM',
        'POST /machines/report': 'AWS_IAM',
      });
    });

    test('wakes the functions by the minute and by what EC2 says', async () => {
      const rules = await Promise.all(
        of()
          .stack.idsOf('AWS::Events::Rule')
          .map((id) => events.send(new DescribeRuleCommand({ Name: id.split('/').at(-1) ?? '' }))),
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
      const { EventSourceMappings } = await of().functions.client.send(new ListEventSourceMappingsCommand());
      const made = EventSourceMappings?.find(({ EventSourceArn }) =>
        EventSourceArn?.includes(`table/${of().stack.idOf('Table')}/stream/`),
      );
      const [mapping] = templatesOf('AWS::Lambda::EventSourceMapping');

      expect(made?.FunctionArn).toContain(`${of().scaler}-reconcile`);
      expect(mapping).toMatchObject({
        BatchSize: 1000,
        ParallelizationFactor: 1,
        FilterCriteria: {
          Filters: [
            {
              Pattern: JSON.stringify({
                eventName: ['INSERT', 'MODIFY'],
                dynamodb: {
                  NewImage: {
                    pk: { S: ['active'] },
                    writer: { S: [{ 'anything-but': ['reconcile', 'announcement'] }] },
                  },
                },
              }),
            },
          ],
        },
      });
    });

    describe('the launch template', () => {
      const newest = async () => {
        const { LaunchTemplateVersions } = await of().ec2.send(
          new DescribeLaunchTemplateVersionsCommand({
            LaunchTemplateId: of().stack.idsOf('AWS::EC2::LaunchTemplate')[0] ?? '',
            Versions: ['$Latest'],
          }),
        );
        return LaunchTemplateVersions?.[0];
      };

      test('has the machine options, and leaves to each launch how it is bought', async () => {
        const made = await newest();

        expect(made?.LaunchTemplateName).toMatch(new RegExp(`^${of().scaler}-`));
        expect(made?.LaunchTemplateData).toMatchObject({
          InstanceType: 't3.medium',
          IamInstanceProfile: { Name: of().stack.idsOf('AWS::IAM::InstanceProfile')[0] },
          InstanceInitiatedShutdownBehavior: 'terminate',
          MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
        });
        expect(made?.LaunchTemplateData?.InstanceMarketOptions).toBeUndefined();
      });

      test('has user data that knows where to register, and GitLab’s CA', async () => {
        const made = await newest();
        const text = Buffer.from(made?.LaunchTemplateData?.UserData ?? '', 'base64').toString();
        // It is made of what is not filled in yet.
        const withoutBoundary = (parts: string) => parts.replaceAll(/bastionless-[0-9a-f]{16}/g, '');

        expect(withoutBoundary(text)).toBe(
          withoutBoundary(
            userDataOf(
              readConfig(of().config, 'config.toml').runners[0] as RunnerSettings,
              {
                // moto makes no HTTP API, so that this one name is not filled in.
                // biome-ignore lint/suspicious/noTemplateCurlyInString: it is CloudFormation's.
                apiUrl: 'https://${HttpApi}.execute-api.us-east-1.amazonaws.com/machines',
                region: 'us-east-1',
              },
              Buffer.from(caScript(of().gitlabCa)),
            ),
          ),
        );
      });

      test('has a security group that lets nothing in', async () => {
        const made = await newest();
        const GroupIds = made?.LaunchTemplateData?.NetworkInterfaces?.[0]?.Groups ?? [];
        const { SecurityGroups } = await of().ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));

        expect(SecurityGroups).toMatchObject([{ IpPermissions: [] }]);
        expect(of().config).toContain(SecurityGroups?.[0]?.VpcId);
      });
    });

    test('gives no role an action with a wildcard', () => {
      const functions = [
        'webhook',
        'script',
        'register',
        'report',
        'ec2-events',
        'schedule',
        'audit',
        'reconcile',
      ];
      const documents = [
        ...functions.flatMap((name) => of().stack.policiesOf(name)),
        ...templatesOf('AWS::IAM::Policy').map(({ PolicyDocument }) => PolicyDocument),
      ];
      const actions = documents.flatMap((document) => actionsIn(document as PolicyDocument));

      expect(documents).toHaveLength(functions.length + 1);
      expect(actions).toContain('ec2:CreateFleet');
      expect(actions).toContain('execute-api:Invoke');
      expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    });
  });
}

type Properties = Readonly<Record<string, unknown>>;

interface PolicyDocument {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

const actionsIn = ({ Statement }: PolicyDocument): string[] => Statement.flatMap(({ Action }) => Action);
