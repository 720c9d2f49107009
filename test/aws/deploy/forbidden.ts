import { arn, type IamRequest, request } from '../../infra/iam/requests.ts';
import { ACCOUNT } from '../../infra/iam/resolve.ts';
import type { DeployedStack } from './deployed-stack.ts';

/** What a role that is too wide would let happen. */
export function forbiddenToAll({ tableName }: DeployedStack): IamRequest[] {
  const table = arn('dynamodb', `table/${tableName}`);
  const instance = arn('ec2', 'instance/i-0123456789abcdef0');
  return [
    request('dynamodb:Scan', table),
    request('dynamodb:DeleteTable', table),
    request('dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': ['anything else'] }),
    request('dynamodb:PutItem', arn('dynamodb', 'table/another'), { 'dynamodb:LeadingKeys': ['active'] }),
    request('ssm:GetParameter', arn('ssm', 'parameter/another/secret')),
    request('ssm:PutParameter', arn('ssm', 'parameter/bastionless/dev/gitlab-token')),
    request('ssm:GetParametersByPath', arn('ssm', 'parameter/bastionless')),
    request('iam:PassRole', `arn:aws:iam::${ACCOUNT}:role/Administrator`, {
      'iam:PassedToService': 'ec2.amazonaws.com',
    }),
    request('iam:CreateRole', `arn:aws:iam::${ACCOUNT}:role/another`),
    request('ec2:TerminateInstances', instance, { 'aws:ResourceTag/bastionless:scaler': 'another' }),
    request('ec2:StopInstances', instance),
    request('ec2:RebootInstances', instance),
    request('ec2:CreateTags', instance, { 'aws:RequestTag/bastionless:scaler': 'another' }),
    request('ec2:CreateKeyPair', arn('ec2', 'key-pair/a')),
    request('ec2:RequestSpotInstances', arn('ec2', 'spot-instances-request/*')),
    request('ec2:CreateLaunchTemplateVersion', arn('ec2', 'launch-template/lt-0123456789abcdef0')),
    request('lambda:InvokeFunction', arn('lambda', 'function:another')),
    request('states:StartExecution', arn('states', 'stateMachine:another')),
    request('logs:PutLogEvents', arn('logs', 'log-group:/aws/lambda/another:log-stream:a')),
    request('s3:GetObject', 'arn:aws:s3:::another/object'),
    request('sts:AssumeRole', `arn:aws:iam::${ACCOUNT}:role/another`),
  ];
}

export function forbiddenToTheReconciler({ launch, name }: DeployedStack): IamRequest[] {
  const other = arn('ec2', 'launch-template/lt-0123456789abcdef0');
  const ours = { 'aws:RequestTag/bastionless:scaler': name };
  return [
    request('ec2:CreateFleet', other),
    request('ec2:RunInstances', other, { 'ec2:LaunchTemplate': other }),
    request('ec2:RunInstances', arn('ec2', 'instance/*'), ours),
    request('ec2:RunInstances', arn('ec2', 'subnet/subnet-0a')),
    request('ec2:RunInstances', other, {
      'ec2:LaunchTemplate': other,
      'aws:ResourceTag/bastionless:scaler': 'another',
    }),
    request('ec2:CreateFleet', other, { 'aws:ResourceTag/bastionless:scaler': 'another' }),
    request('ec2:CreateFleet', arn('ec2', 'fleet/*'), { 'aws:RequestTag/bastionless:scaler': 'another' }),
    request('ec2:RunInstances', arn('ec2', 'instance/*'), { 'ec2:LaunchTemplate': launch.templateArn }),
    request('ec2:RunInstances', arn('ec2', 'spot-instances-request/*'), {
      'aws:RequestTag/bastionless:scaler': 'another',
    }),
    request('ec2:CreateTags', arn('ec2', 'instance/i-0123456789abcdef0'), ours),
    request('ec2:TerminateInstances', arn('ec2', 'instance/i-0123456789abcdef0')),
    request('ec2:CancelSpotInstanceRequests', arn('ec2', 'spot-instances-request/sir-01'), {
      'aws:ResourceTag/bastionless:scaler': 'another',
    }),
    request('iam:PassRole', launch.roleArn, { 'iam:PassedToService': 'lambda.amazonaws.com' }),
    request(
      'iam:CreateServiceLinkedRole',
      `arn:aws:iam::${ACCOUNT}:role/aws-service-role/ecs.amazonaws.com/a`,
      {
        'iam:AWSServiceName': 'ecs.amazonaws.com',
      },
    ),
    request('dynamodb:Query', arn('dynamodb', 'table/another'), { 'dynamodb:LeadingKeys': ['active'] }),
  ];
}
