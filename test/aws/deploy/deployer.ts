import { deployerPolicy, type PolicyDocument } from '../../../lib/cli/deployer-policy/policy.ts';
import { deployerRequests } from '../../infra/iam/deployer-requests.ts';
import { arn, type IamRequest, iamRequestsOf, request } from '../../infra/iam/requests.ts';
import { ACCOUNT } from '../../infra/iam/resolve.ts';
import { allowedOf, deniedOf } from '../../infra/iam/role.ts';
import { permissionsFor } from '../../infra/schemas.ts';
import type { DeployedStage } from './deployed-stage.ts';
import type { AwsCall } from './recording-proxy.ts';

/** Of what AWS's schemas name, what a stack of ours does not take, and why. */
const NOT_TAKEN: readonly (readonly [RegExp, string])[] = [
  [/^kms:/, 'what is encrypted is so with AWS’s own keys, whose policies let in who may use the service'],
  [
    /^(kinesis|firehose|elasticfilesystem|s3files|s3tables):|Kinesis|MetadataTable|MetadataA|MetadataI|MetadataJ/,
    'none of it is used',
  ],
  [
    /^dynamodb:(.*Replica|ImportTable|DescribeImport|Scan|BatchWriteItem|.*ContributorInsights|(Put|Delete)ResourcePolicy)$/,
    'one table in one region, with a role for each function',
  ],
  [/^logs:(CreateLogStream|PutLogEvents)$/, 'of a table that is imported'],
  [/^iam:(CreateServiceLinkedRole|.*Boundary|.*(User|Group)Policy)$/, 'roles alone, without boundaries'],
  [
    /^ec2:(CreateLaunchTemplateVersion|.*Ingress)$/,
    'a changed template is a new one, and nothing may call machines',
  ],
  [/^ec2:UpdateSecurityGroupRuleDescriptions/, 'rules have none'],
  [
    /^lambda:(.*CodeSigningConfig|PutFunctionRecursionConfig|PutFunctionScalingConfig|PutRuntimeManagementConfig)$/,
    'the defaults are kept',
  ],
  [
    /^lambda:(AssociateRuntimeAlias|GetLayerVersion|PassCapacityProvider|PublishVersion)$/,
    'functions have neither versions nor layers',
  ],
  [
    /^logs:.*(Kms|DataProtection|IndexPolic|ResourcePolic|LogDelivery|BearerToken|DeletionProtection)/,
    'log groups have but a retention',
  ],
  [
    /^s3:(Put|Delete).*(Accelerate|Analytics|Abac|Acl|CORS|Cors|Logging|Notification|ObjectLock|Versioning|Website|Tiering|Inventory|Metrics|Replication)/,
    'buckets have none of it',
  ],
  [
    /^s3:(Delete.*(Encryption|Lifecycle)|REST.PUT.OBJECT|GetBucketObjectLockConfiguration|GetObjectMetadata)$/,
    'IAM knows no such action',
  ],
  [/^sns:PutDataProtectionPolicy$/, 'the topic has none'],
];

/** What the command `deployer-policy` prints, held against what is really asked for. */
export function deployerMayDoIt(of: () => DeployedStage): void {
  describe('the policy of `bastionless deployer-policy`', () => {
    let policy: PolicyDocument;
    let asked: readonly IamRequest[];
    beforeAll(() => {
      policy = deployerPolicy(of().stage, undefined, { region: 'us-east-1', account: ACCOUNT });
      asked = [...of().first.calls, ...of().commandCalls()].flatMap((call) => requestsOf(of(), call));
    });

    test('allows all that deployments and the removal asked AWS for', async () => {
      expect(asked.map(({ action }) => action)).toEqual(
        expect.arrayContaining([
          'cloudformation:CreateChangeSet',
          's3:PutObject',
          'dynamodb:UpdateTable',
          'ec2:TerminateInstances',
        ]),
      );
      expect(await deniedOf([policy], different(asked))).toEqual([]);
    });

    test('allows all that CloudFormation asks for in their name, but for what a stack of ours does not take', async () => {
      const taken = permissionsOf(of()).filter(
        (action) => !NOT_TAKEN.some(([pattern]) => pattern.test(action)),
      );
      expect(taken.length).toBeGreaterThan(80);
      expect(
        await deniedOf(
          [policy],
          taken.map((action) => onOurs(of(), action)),
        ),
      ).toEqual([]);
    });

    test('allows nothing that neither asks for, but to read the stage’s own parts', () => {
      const needed = new Set(
        [...permissionsOf(of()), ...asked.map(({ action }) => action)].map((action) => action.toLowerCase()),
      );
      const actions = policy.Statement.flatMap(({ Action }) => Action);
      const beyond = actions.filter(
        (action) => !needed.has(action.toLowerCase()) && !/:(Get|List|Describe)\*$/.test(action),
      );
      expect(beyond.filter((action) => !BESIDE.includes(action))).toEqual([]);
    });

    test('reaches no other stage, no secret of others, and no role that is not ours', async () => {
      const others = [
        request('cloudformation:DeleteStack', arn('cloudformation', 'stack/another/0')),
        request('lambda:UpdateFunctionCode', arn('lambda', 'function:another')),
        request('dynamodb:DeleteTable', arn('dynamodb', 'table/another')),
        request('s3:GetObject', 'arn:aws:s3:::another/object'),
        request('ssm:GetParameter', arn('ssm', 'parameter/another')),
        request('iam:PutRolePolicy', `arn:aws:iam::${ACCOUNT}:role/Administrator`),
        request('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/Administrator`, {
          'iam:PassedToService': 'lambda.amazonaws.com',
        }),
        request('iam:CreateUser', `arn:aws:iam::${ACCOUNT}:user/a`),
        request('ec2:TerminateInstances', arn('ec2', 'instance/i-0a'), {
          'aws:ResourceTag/bastionless:scaler': 'another',
        }),
        request('ec2:RunInstances', arn('ec2', 'instance/*')),
      ];
      expect(await allowedOf([policy], others)).toEqual([]);
    });

    test('is no longer than a role’s inline policy may be', () => {
      expect(JSON.stringify(deployerPolicy('a-stage-with-a-long-name', undefined)).length).toBeLessThan(
        10_240,
      );
    });
  });
}

/**
 * What a removal does where there is something to remove, and a failed one to undo; what doctor asks of runners that
 * the stage has not.
 */
const BESIDE = [
  ...['cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:SetStackPolicy'],
  ...['s3:DeleteObjectVersion', 'lambda:DeleteFunctionConcurrency', 'ec2:CancelSpotInstanceRequests'],
  ...['ec2:DeleteSnapshot', 'ec2:DeregisterImage', 'ssm:GetParameter', 'dynamodb:BatchGetItem'],
  ...['ec2:GetInstanceTypesFromInstanceRequirements', 'ec2:GetSpotPlacementScores'],
];

function requestsOf(stage: DeployedStage, call: AwsCall): readonly IamRequest[] {
  if (/^(TerminateInstances|CancelSpotInstanceRequests)$/.test(call.action))
    return iamRequestsOf(call, stage.stack.launch);
  return deployerRequests(call);
}

const different = (requests: readonly IamRequest[]): IamRequest[] => [
  ...new Map(requests.map((one) => [JSON.stringify(one), one])).values(),
];

/** There where disks have a key of the customer's, which the stage's have not. */
const KEY_POLICY = 'AWS::IAM::ManagedPolicy';

const permissionsOf = ({ stack: { template } }: DeployedStage): string[] => [
  ...new Set(
    [...Object.values(template.Resources).map(({ Type }) => Type), KEY_POLICY].flatMap(permissionsFor),
  ),
];

/** The action on a part of the stage, of a kind that it is for. */
function onOurs({ scaler, stage }: DeployedStage, action: string): IamRequest {
  const [service = '', name = ''] = action.split(':');
  const iam = (resource: string) => `arn:aws:iam::${ACCOUNT}:${resource}`;
  if (name === 'PassRole')
    return request(action, iam(`role/${scaler}-a`), { 'iam:PassedToService': 'lambda.amazonaws.com' });
  if (/EventSourceMapping/.test(name)) return request(action, '*');
  const resources: Readonly<Record<string, string>> = {
    apigateway: 'arn:aws:apigateway:us-east-1::/apis/a',
    cloudwatch: /Dashboard/.test(name)
      ? `arn:aws:cloudwatch::${ACCOUNT}:dashboard/${scaler}`
      : arn('cloudwatch', `alarm:${scaler}-a`),
    dynamodb: arn('dynamodb', `table/${scaler}-Table-A`),
    ec2: /^(Describe|Get)/.test(name)
      ? '*'
      : arn('ec2', /LaunchTemplate|Tags/.test(name) ? 'launch-template/lt-0a' : 'security-group/sg-0a'),
    events: arn('events', `rule/${scaler}-a`),
    iam: iam(iamResource(scaler, name)),
    lambda: arn('lambda', `function:${scaler}-webhook`),
    logs: /Query|DescribeLogGroups|Describe(Index|Resource)Policies/.test(name)
      ? '*'
      : arn('logs', `log-group:/aws/lambda/${scaler}-webhook:*`),
    s3: `arn:aws:s3:::bastionless-${stage}-cachebucket-a${/Object(?!Lock)/.test(name) ? '/a-key' : ''}`,
    sns: arn('sns', `${scaler}-alarms`),
    sqs: arn('sqs', `${scaler}-DeadLetters-A`),
    states: arn('states', `stateMachine:${scaler}-a`),
  };
  return request(action, resources[service] ?? '*');
}

function iamResource(scaler: string, action: string): string {
  if (/InstanceProfile/.test(action)) return `instance-profile/${scaler}/a`;
  const isOfPolicy = /^(Create|Delete|Get|List)(Policy|EntitiesForPolicy)/.test(action);
  return isOfPolicy ? `policy/${scaler}-a` : `role/${scaler}/a`;
}
