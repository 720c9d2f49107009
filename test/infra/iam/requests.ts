import type { AwsCall, Input } from '../../aws/deploy/recording-proxy.ts';
import { ACCOUNT, REGION } from './resolve.ts';

/** What IAM is asked when a call is made: AWS asks for each resource that the call touches. */
export interface IamRequest {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string | string[]>>;
}

/** What a launch is made of, as AWS sees it: IAM is asked for each of these. */
export interface LaunchSurroundings {
  readonly templateArn: string;
  /** Of the launch template itself. */
  readonly templateTags: Readonly<Record<string, string>>;
  readonly roleArn: string;
  /** Tags that the launch template gives to instances, disks, interfaces and spot requests. */
  readonly tags: Readonly<Record<string, string>>;
}

export const request = (
  action: string,
  resource: string,
  context: IamRequest['context'] = {},
): IamRequest => ({ action, resource, context });
export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${REGION}:${ACCOUNT}:${resource}`;

/**
 * The questions that one call raises.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export function iamRequestsOf(
  { service, action, input }: AwsCall,
  launch: LaunchSurroundings,
): readonly IamRequest[] {
  const name = `${service}:${action}`;
  switch (name) {
    case 'ssm:GetParameter':
      return [{ action: name, resource: arn('ssm', `parameter${input['Name']}`), context: {} }];
    case 'states:StartExecution':
      return [{ action: name, resource: String(input['stateMachineArn']), context: {} }];
    case 'ec2:DescribeInstances':
    case 'ec2:DescribeSubnets':
    case 'ec2:DescribeSpotInstanceRequests':
    case 'ec2:DescribeSpotPriceHistory':
      return [{ action: name, resource: '*', context: {} }];
    case 'ec2:CreateFleet':
    case 'ec2:RunInstances':
      return launchRequests(action, launch);
    case 'ec2:TerminateInstances':
      return idsIn(input, 'InstanceId').map((id) => onTagged(name, `instance/${id}`, launch.tags));
    case 'ec2:CancelSpotInstanceRequests':
      return idsIn(input, 'SpotInstanceRequestId').map((id) =>
        onTagged(name, `spot-instances-request/${id}`, launch.tags),
      );
    default:
      if (service === 'dynamodb') return [tableRequest(name, input)];
      throw new Error(`it is not known what IAM is asked for ${name}`);
  }
}

const prefixed = (prefix: string, tags: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));

function onTagged(action: string, resource: string, tags: Readonly<Record<string, string>>): IamRequest {
  return { action, resource: arn('ec2', resource), context: prefixed('aws:ResourceTag', tags) };
}

/** The query protocol counts the members of a list: `InstanceId.1`. */
function idsIn(input: Input, list: string): string[] {
  return Object.entries(input).flatMap(([key, value]) => (key.startsWith(`${list}.`) ? [String(value)] : []));
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
function tableRequest(action: string, input: Input): IamRequest {
  const requested = input['RequestItems'] as Readonly<Record<string, Input>> | undefined;
  const table = String(input['TableName'] ?? Object.keys(requested ?? {})[0]);
  return {
    action,
    resource: arn('dynamodb', `table/${table}`),
    context: { 'dynamodb:LeadingKeys': [...new Set(partitionKeys(input))] },
  };
}

/** Every `pk` in the call; of a query, the value that `pk` is compared with. */
function partitionKeys(input: unknown): string[] {
  if (typeof input !== 'object' || input === null) return [];
  const { KeyConditionExpression: condition, ExpressionAttributeValues: values } = input as {
    readonly KeyConditionExpression?: string;
    readonly ExpressionAttributeValues?: Readonly<Record<string, { readonly S?: string }>>;
  };
  const compared = /^pk = (:\w+)/.exec(condition ?? '')?.[1];
  if (compared !== undefined) return [values?.[compared]?.S ?? ''];
  return Object.entries(input).flatMap(([key, value]) =>
    key === 'pk' ? [(value as { readonly S: string }).S] : partitionKeys(value),
  );
}

/**
 * CreateFleet and RunInstances: EC2 asks whether the caller may launch from the template, and into what is around it;
 * make and tag each thing that is made; and hand over the role. Of a fleet it asks both for CreateFleet and for
 * RunInstances, on all of these: the service authorization list has fewer for CreateFleet, AWS's own policies have all.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-prerequisites.html#ec2-fleet-iam-users
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEKSComputePolicy.html
 */
function launchRequests(call: string, launch: LaunchSurroundings): IamRequest[] {
  const { templateArn, roleArn, tags } = launch;
  const made = ['instance/*', 'volume/*', 'network-interface/*'];
  const others = call === 'CreateFleet' ? ['fleet/*', 'spot-instances-request/*'] : [];
  const ofTemplate = { 'ec2:LaunchTemplate': templateArn, 'ec2:IsLaunchTemplateResource': 'true' };
  return [
    ...(call === 'CreateFleet' ? touched('ec2:CreateFleet', launch, {}) : []),
    ...touched('ec2:RunInstances', launch, ofTemplate),
    ...others.map((resource) =>
      request(
        resource === 'fleet/*' ? 'ec2:CreateFleet' : 'ec2:RunInstances',
        arn('ec2', resource),
        prefixed('aws:RequestTag', tags),
      ),
    ),
    ...[...made, ...others].map((resource) =>
      request('ec2:CreateTags', arn('ec2', resource), {
        'ec2:CreateAction': call,
        ...prefixed('aws:RequestTag', tags),
      }),
    ),
    request('iam:PassRole', roleArn, { 'iam:PassedToService': 'ec2.amazonaws.com' }),
  ];
}

/** What a launch goes by and what it makes. A fleet's context has no template, and only the tags that the call gives. */
function touched(
  action: string,
  { templateArn, templateTags, tags }: LaunchSurroundings,
  ofTemplate: Readonly<Record<string, string>>,
): IamRequest[] {
  const isFleet = action === 'ec2:CreateFleet';
  const used = ['subnet/subnet-0a', 'security-group/sg-0a', 'key-pair/a'];
  return [
    request(action, templateArn, { ...ofTemplate, ...prefixed('aws:ResourceTag', templateTags) }),
    ...['image/ami-0a', 'snapshot/snap-0a'].map((resource) =>
      request(action, `arn:aws:ec2:${REGION}::${resource}`, ofTemplate),
    ),
    ...used.map((resource) => request(action, arn('ec2', resource), ofTemplate)),
    request(action, arn('ec2', 'instance/*'), { ...ofTemplate, ...prefixed('aws:RequestTag', tags) }),
    ...['volume/*', 'network-interface/*'].map((resource) =>
      request(action, arn('ec2', resource), {
        ...ofTemplate,
        ...(isFleet ? {} : prefixed('aws:RequestTag', tags)),
      }),
    ),
  ];
}
