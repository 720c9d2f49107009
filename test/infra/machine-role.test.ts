import { readFileSync } from 'node:fs';
import { deploymentOf, NOTHING_FOUND } from '../../infra/deployment.ts';
import type { FoundRole, FoundRoles } from '../../infra/machines/role.ts';
import { readConfig } from '../../lib/config/read.ts';
import { arn, request } from './iam/requests.ts';
import { resolved } from './iam/resolve.ts';
import { allowedOf, deniedOf } from './iam/role.ts';

const seed = readFileSync('config.toml', 'utf8');
const PERMISSIONS = `
  [runners.bastionless.permissions]
    ecr_push = ["shop", "team/api"]
    ecs_update = ["production/shop"]
    elb_health = true
`;

/** What the machines' role may do, by what config.toml says. */
function policiesOf(config: string, roles: FoundRoles = new Map()): readonly object[] {
  const { resources } = deploymentOf(readConfig(config, 'config.toml'), 'bastionless-test', {
    ...NOTHING_FOUND,
    roles,
  });
  const made = { Resources: resources, physicalIds: { HttpApi: 'api0', CacheBucket: 'ours' } };
  return Object.values(resources).flatMap(({ Type, Properties }) =>
    Type === 'AWS::IAM::Policy' ? [resolved(Properties['PolicyDocument'], made) as object] : [],
  );
}

const role = policiesOf(seed + PERMISSIONS);
const fromInstance = { 'ec2:SourceInstanceARN': arn('ec2', 'instance/i-0123456789abcdef0') };
const ROUTE = arn('execute-api', 'api0/$default/POST/machines/register');
const REGISTER = request('execute-api:Invoke', ROUTE, fromInstance);
const REPORT = request(
  'execute-api:Invoke',
  arn('execute-api', 'api0/$default/POST/machines/report'),
  fromInstance,
);
const cache = (bucket: string) => [
  request('s3:GetObject', `arn:aws:s3:::${bucket}/project/1/key`),
  request('s3:PutObject', `arn:aws:s3:::${bucket}/project/1/key`),
  request('s3:ListBucket', `arn:aws:s3:::${bucket}`),
];
const PUSHING = [
  'ecr:BatchCheckLayerAvailability',
  'ecr:BatchGetImage',
  'ecr:CompleteLayerUpload',
  'ecr:GetDownloadUrlForLayer',
  'ecr:InitiateLayerUpload',
  'ecr:PutImage',
  'ecr:UploadLayerPart',
];
const pushing = (repository: string) =>
  PUSHING.map((action) => request(action, arn('ecr', `repository/${repository}`)));
const updating = (service: string) => request('ecs:UpdateService', arn('ecs', `service/${service}`));
const LOGIN = request('ecr:GetAuthorizationToken', '*');
const HEALTH = request('elasticloadbalancing:DescribeTargetHealth', '*');

test('a machine may register, report and use its cache', async () => {
  expect(await deniedOf(policiesOf(seed), [REGISTER, REPORT, ...cache('ours')])).toEqual([]);
});

describe('a session that only calls itself an instance', () => {
  const withTheirs = seed.replace('MachineOptions = [', '$&"amazonec2-iam-instance-profile=theirs",');
  const found = (trusts: FoundRole['trusts']): FoundRoles =>
    new Map([
      ['theirs', { name: 'theirs', arn: 'arn:aws:iam::123456789012:role/theirs', id: 'AROA1', trusts }],
    ]);
  const signed = [request('execute-api:Invoke', ROUTE)];

  test.each<[string, FoundRoles]>([
    ['whose trust is not known', new Map()],
    ['that others may assume', found('Others')],
  ])('may not register with a role %s: EC2 gave it no credentials', async (_, roles) => {
    expect(await allowedOf(policiesOf(withTheirs, roles), signed)).toEqual([]);
    expect(await deniedOf(policiesOf(withTheirs, roles), [REGISTER, REPORT])).toEqual([]);
  });

  test.each<[string, string, FoundRoles]>([
    ['the stack’s own role', seed, new Map()],
    ['a role that EC2 alone may assume', withTheirs, found('EC2')],
  ])('there is none of %s: no key is asked for that API Gateway may not know', async (_, config, roles) => {
    expect(await deniedOf(policiesOf(config, roles), signed)).toEqual([]);
  });
});

test('jobs may do what [runners.bastionless.permissions] names', async () => {
  const named = [...pushing('shop'), ...pushing('team/api'), LOGIN, updating('production/shop'), HEALTH];

  expect(await deniedOf(role, named)).toEqual([]);
});

test('and nothing if it names nothing', async () => {
  const unsaid = [...pushing('shop'), LOGIN, updating('production/shop'), HEALTH];

  expect(await allowedOf(policiesOf(seed), unsaid)).toEqual([]);
});

test('SSM reaches machines only if session_manager says so', async () => {
  const shells = ['ssmmessages:OpenDataChannel', 'ssm:UpdateInstanceInformation'].map((action) =>
    request(action, '*'),
  );
  const withShells = policiesOf(`${seed}\n  [runners.bastionless]\n    session_manager = true\n`);
  expect(await deniedOf(withShells, shells)).toEqual([]);
  expect(await allowedOf(role, shells)).toEqual([]);
});

test('nothing else: no other repository or service, no EC2, no secret, no table, no route of another', async () => {
  const others = [
    ...pushing('another'),
    request('ecr:DeleteRepository', arn('ecr', 'repository/shop')),
    updating('production/another'),
    updating('staging/shop'),
    request('ecs:DeleteService', arn('ecs', 'service/production/shop')),
    request('ecs:RunTask', arn('ecs', 'task-definition/shop:1')),
    ...cache('another'),
    request('s3:DeleteObject', 'arn:aws:s3:::ours/project/1/key'),
    request('execute-api:Invoke', arn('execute-api', 'api0/$default/POST/webhook')),
    request('execute-api:Invoke', arn('execute-api', 'another/$default/POST/machines/register')),
    request('ec2:RunInstances', arn('ec2', 'instance/*')),
    request('ec2:CreateFleet', arn('ec2', 'fleet/*')),
    request('ec2:TerminateInstances', arn('ec2', 'instance/i-0123456789abcdef0'), {
      'aws:ResourceTag/bastionless:scaler': 'bastionless-test',
    }),
    request('ec2:DescribeInstances', '*'),
    request('ssm:GetParameter', arn('ssm', 'parameter/bastionless/test/gitlab-token')),
    request('ssm:GetParameter', arn('ssm', 'parameter/bastionless/test/webhook-secret')),
    request('dynamodb:GetItem', arn('dynamodb', 'table/bastionless-test'), {
      'dynamodb:LeadingKeys': ['active'],
    }),
    request('iam:PassRole', 'arn:aws:iam::123456789012:role/gitlab-runner', {
      'iam:PassedToService': 'ec2.amazonaws.com',
    }),
  ];

  expect(await allowedOf(role, others)).toEqual([]);
});

test('runners that name no bucket use that of the deployment', async () => {
  const withBucket = policiesOf(seed.replace('Shared = true', 's3 = { BucketName = "theirs" }'));

  expect(await deniedOf(withBucket, cache('theirs'))).toEqual([]);
  expect(await allowedOf(withBucket, cache('ours'))).toEqual([]);
});
