import type { Settings } from '../../config/settings.ts';
import { ofMachines } from './machines.ts';
import { ofRoles } from './roles.ts';
import { allow, arnOf, prefixed, type StageInAws, type Statement } from './statement.ts';

const OF_A_STACK = [
  ...['CreateStack', 'UpdateStack', 'DeleteStack', 'CreateChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet'],
  ...['Describe*', 'Get*', 'List*', 'SetStackPolicy'],
];

/**
 * What the one who deploys a stage and removes it again may do: what the commands ask AWS for, and what CloudFormation
 * asks for in their name. Reading is allowed by wildcards, of the stage's own parts; what changes something is spelled.
 * test/aws/deploy/deployer.ts holds it against both.
 */
export function statementsFor(stage: StageInAws, settings: Settings | undefined): Statement[] {
  return [
    ...ofTheStack(stage),
    ...ofFunctions(stage),
    ...ofTheTable(stage),
    ...ofOtherParts(stage),
    ...ofRoles(stage, settings),
    ...ofMachines(stage),
  ];
}

function ofTheStack(stage: StageInAws): Statement[] {
  const { partition, region, account, scaler } = stage;
  const bucket = `arn:${partition}:s3:::${scaler.toLowerCase()}-*`;
  return [
    allow('Stack', prefixed('cloudformation', OF_A_STACK), [
      `arn:${partition}:cloudformation:${region}:${account}:stack/${scaler}/*`,
    ]),
    allow('Look', LOOK, ['*']),
    allow('Parameters', ['ssm:GetParameter'], parametersOf(stage)),
    allow(
      'Buckets',
      prefixed('s3', [
        ...['CreateBucket', 'DeleteBucket', 'DeleteBucketPolicy', 'DeleteObject', 'DeleteObjectVersion'],
        ...['Get*', 'List*', 'PutBucketOwnershipControls', 'PutBucketPolicy', 'PutBucketPublicAccessBlock'],
        ...[
          'PutBucketTagging',
          'PutEncryptionConfiguration',
          'PutLifecycleConfiguration',
          'PutObject',
          'TagResource',
          'UntagResource',
        ],
      ]),
      [bucket],
    ),
  ];
}

/** Which image is the newest, and at a removal the token by which runners are deleted in GitLab. */
const parametersOf = ({ partition, region, account, scaler }: StageInAws): string[] => [
  `arn:${partition}:ssm:${region}::parameter/aws/service/*`,
  `arn:${partition}:ssm:${region}:${account}:parameter/${scaler.replace('-', '/')}/gitlab-token`,
];

/** Of these AWS lets no part be named, or they are others': images, networks, the account's key for disks. */
const LOOK = [
  ...[
    'cloudformation:ValidateTemplate',
    'cloudwatch:DescribeAlarms',
    'ec2:Describe*',
    'ec2:GetEbsDefaultKmsKeyId',
    'ec2:GetInstanceTypesFromInstanceRequirements',
    'ec2:GetSpotPlacementScores',
  ],
  ...['ecr:DescribeRepositories', 'iam:GetInstanceProfile', 'logs:DescribeLogGroups'],
  ...['logs:DescribeIndexPolicies', 'logs:DescribeResourcePolicies'],
  // Saved queries have no names by which they could be told apart.
  ...['logs:DescribeQueryDefinitions', 'logs:PutQueryDefinition', 'logs:DeleteQueryDefinition'],
];

function ofFunctions(stage: StageInAws): Statement[] {
  const { scaler } = stage;
  return [
    allow(
      'Functions',
      prefixed('lambda', [
        ...['AddPermission', 'CreateFunction', 'DeleteFunction', 'DeleteFunctionConcurrency'],
        ...['DeleteFunctionEventInvokeConfig', 'Get*', 'List*', 'PutFunctionConcurrency'],
        ...['PutFunctionEventInvokeConfig', 'RemovePermission', 'TagResource', 'UntagResource'],
        ...['UpdateFunctionCode', 'UpdateFunctionConfiguration', 'UpdateFunctionEventInvokeConfig'],
      ]),
      [arnOf(stage, 'lambda', `function:${scaler}-*`)],
    ),
    allow(
      'Stream',
      prefixed('lambda', [
        ...['CreateEventSourceMapping', 'DeleteEventSourceMapping', 'GetEventSourceMapping', 'ListTags'],
        ...['TagResource', 'UntagResource', 'UpdateEventSourceMapping'],
      ]),
      // To make one takes all.
      ['*'],
    ),
  ];
}

function ofTheTable(stage: StageInAws): Statement[] {
  return [
    allow(
      'Table',
      prefixed('dynamodb', [
        ...['CreateTable', 'DeleteTable', 'Describe*', 'GetResourcePolicy', 'ListTagsOfResource'],
        ...['TagResource', 'UntagResource', 'UpdateContinuousBackups', 'UpdateTable', 'UpdateTimeToLive'],
        // A removal ends machines, and so reads and writes their records.
        ...['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ]),
      [arnOf(stage, 'dynamodb', `table/${stage.scaler}-*`)],
    ),
  ];
}

/** The others that have the stage's name, and the API, which has none. */
function ofOtherParts(stage: StageInAws): Statement[] {
  const { partition, region, account, scaler } = stage;
  return [
    allow(
      'Api',
      prefixed('apigateway', ['DELETE', 'GET', 'PATCH', 'POST', 'PUT', 'TagResource', 'UntagResource']),
      [`arn:${partition}:apigateway:${region}::/*`],
    ),
    allow(
      'Others',
      [
        ...prefixed('events', [
          'DeleteRule',
          'DescribeRule',
          'List*',
          'PutRule',
          'PutTargets',
          'RemoveTargets',
        ]),
        ...prefixed('events', TAGS),
        ...prefixed('logs', [
          'CreateLogGroup',
          'DeleteLogGroup',
          'DeleteRetentionPolicy',
          'Describe*',
          'Get*',
        ]),
        ...prefixed('logs', ['ListTagsForResource', 'PutRetentionPolicy', ...TAGS]),
        ...prefixed('sns', ['CreateTopic', 'DeleteTopic', 'Get*', 'List*', 'SetTopicAttributes']),
        ...prefixed('sns', ['Subscribe', 'Unsubscribe', ...TAGS]),
        ...prefixed('sqs', ['CreateQueue', 'DeleteQueue', 'Get*', 'ListQueueTags', 'SetQueueAttributes']),
        ...prefixed('sqs', ['TagQueue', 'UntagQueue']),
        ...prefixed('states', ['CreateStateMachine', 'DeleteStateMachine', 'DescribeStateMachine']),
        ...prefixed('states', ['ListTagsForResource', 'UpdateStateMachine', ...TAGS]),
        ...prefixed('cloudwatch', [
          'DeleteAlarms',
          'DeleteDashboards',
          'GetDashboard',
          'ListTagsForResource',
        ]),
        ...prefixed('cloudwatch', ['PutDashboard', 'PutMetricAlarm', ...TAGS]),
      ],
      [
        arnOf(stage, 'events', `rule/${scaler}-*`),
        arnOf(stage, 'logs', `log-group:/aws/lambda/${scaler}-*`),
        arnOf(stage, 'sns', `${scaler}-*`),
        arnOf(stage, 'sqs', `${scaler}-*`),
        arnOf(stage, 'states', `stateMachine:${scaler}-*`),
        arnOf(stage, 'states', 'stateMachine:WakeUps-*'),
        arnOf(stage, 'cloudwatch', `alarm:${scaler}-*`),
        `arn:${partition}:cloudwatch::${account}:dashboard/${scaler}`,
      ],
    ),
  ];
}

const TAGS = ['TagResource', 'UntagResource'];
