import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import { arn, type IamRequest, iamRequestsOf, request } from '../../infra/iam/requests.ts';
import { ACCOUNT } from '../../infra/iam/resolve.ts';
import { allowedOf, deniedOf } from '../../infra/iam/role.ts';
import type { DeployedStack } from './deployed-stack.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { interruptionOf, signedBy, signedWebhook } from './events.ts';

/** Two jobs from their webhooks to their ends, through the deployed code: every function, and every call it makes. */
async function runJobs(stage: DeployedStage, gitlab: SimulatedGitLab): Promise<Record<string, IamRequest[]>> {
  const asked: Record<string, IamRequest[]> = {};
  const call = async (name: string, event: unknown) => {
    const { answer } = await stage.functions.invoke(name, event);
    asked[name] = [
      ...(asked[name] ?? []),
      ...stage.functions.callsTaken().flatMap((one) => iamRequestsOf(one, stage.stack.launch)),
    ];
    return answer as { readonly statusCode: number };
  };
  // Which records come is no matter: they wake the reconciler, and it reads the table.
  const reconcile = () =>
    call('reconcile', { Records: [{ dynamodb: { NewImage: { writer: { S: 'webhook' } } } }] });

  const hooks: unknown[] = [];
  const stop = gitlab.onWebhook((hook) => hooks.push(hook));
  gitlab.pipelines.push(PROJECT.id, [{ name: 'test' }]);
  const deliver = async () => {
    for (const hook of hooks.splice(0)) {
      expect(await call('webhook', signedWebhook(hook))).toMatchObject({ statusCode: 200 });
    }
  };
  await deliver();
  await reconcile();
  const [instanceId = ''] = await stage.instanceIds();
  expect(await call('script', {})).toMatchObject({ statusCode: 200 });
  expect(await call('register', signedBy(instanceId, 'AROAOFANOTHERROLE0001'))).toMatchObject({
    statusCode: 403,
    body: 'refused: not with the role of a machine',
  });
  const machineRole = await stage.machineRoleId();
  expect(await call('register', signedBy(instanceId, machineRole))).toMatchObject({ statusCode: 200 });
  const [runner] = gitlab.runners.all();
  const runNext = async () => {
    const given = gitlab.requestJob(runner?.token ?? '');
    if (given.kind !== 'Given') throw new Error(`no job was given to the machine: ${given.kind}`);
    // Only the last is heard: of the second job, that it runs, and nothing before that.
    hooks.splice(0, hooks.length - 1);
    await deliver();
    await reconcile();
    gitlab.updateJob(given.job.id, given.job.token, { state: 'success' });
    await deliver();
    await reconcile();
  };
  await runNext();
  gitlab.pipelines.push(PROJECT.id, [{ name: 'unheard of until it runs' }]);
  await runNext();
  const report = { ...signedBy(instanceId, machineRole), body: 'Docker has failed' };
  expect(await call('report', report)).toMatchObject({ statusCode: 204 });
  await call('ec2-events', interruptionOf(instanceId));
  await call('schedule', {});
  await reconcile();
  await call('audit', {});
  stop();
  return asked;
}

/** What a function does with its role beside that: what Lambda does for it, and what is seldom needed. */
const BESIDE: Readonly<Record<string, (stack: DeployedStack) => IamRequest[]>> = {
  reconcile: ({ tableName, deadLetters, wakeUps }) => [
    ...['DescribeStream', 'GetRecords', 'GetShardIterator'].map((action) =>
      request(`dynamodb:${action}`, arn('dynamodb', `table/${tableName}/stream/2026-11-24T00:00:00.000`)),
    ),
    request('dynamodb:ListStreams', '*'),
    request('states:StartExecution', wakeUps),
    request('sqs:SendMessage', deadLetters),
  ],
  'ec2-events': ({ deadLetters }) => [request('sqs:SendMessage', deadLetters)],
  schedule: ({ deadLetters }) => [request('sqs:SendMessage', deadLetters)],
  audit: ({ tableName, deadLetters, launch }) => [
    request('sqs:SendMessage', deadLetters),
    ...['GetItem', 'PutItem', 'UpdateItem'].map((action) =>
      request(`dynamodb:${action}`, arn('dynamodb', `table/${tableName}`), {
        'dynamodb:LeadingKeys': ['active'],
      }),
    ),
    ...iamRequestsOf(
      { service: 'ec2', action: 'TerminateInstances', input: { 'InstanceId.1': 'i-0123456789abcdef0' } },
      launch,
    ),
    ...iamRequestsOf(
      {
        service: 'ec2',
        action: 'CancelSpotInstanceRequests',
        input: { 'SpotInstanceRequestId.1': 'sir-01' },
      },
      launch,
    ),
  ],
};

const FUNCTIONS = ['webhook', 'script', 'register', 'report', 'ec2-events', 'schedule', 'audit', 'reconcile'];

export function rolesHoldAsTheyShould(of: () => DeployedStage): void {
  describe('the role of each function', () => {
    let asked: Record<string, IamRequest[]>;
    beforeAll(async () => {
      asked = await runJobs(of(), of().gitlab);
    });

    test('the job went the whole way, so that every call is there', () => {
      const actions = (name: string) => [...new Set(asked[name]?.map(({ action }) => action))].sort();

      expect(actions('webhook')).toEqual(['dynamodb:UpdateItem', 'ssm:GetParameter']);
      expect(actions('script')).toEqual([]);
      expect(actions('register')).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem', 'ssm:GetParameter']);
      expect(actions('report')).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
      expect(actions('ec2-events')).toEqual(['dynamodb:GetItem', 'dynamodb:PutItem']);
      expect(actions('schedule')).toEqual(['dynamodb:PutItem']);
      expect(actions('audit')).toEqual(
        expect.arrayContaining([
          'dynamodb:Query',
          'ec2:DescribeInstances',
          'ec2:DescribeSpotInstanceRequests',
        ]),
      );
      expect(actions('audit')).toEqual(
        expect.arrayContaining(['dynamodb:Query', 'ec2:DescribeInstances', 'ssm:GetParameter']),
      );
      expect(actions('reconcile')).toEqual(
        expect.arrayContaining([
          ...['dynamodb:BatchGetItem', 'dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:Query'],
          ...['ec2:CreateFleet', 'ec2:RunInstances', 'ec2:TerminateInstances', 'iam:PassRole'],
        ]),
      );
    });

    test.each(FUNCTIONS)('of %s allows all that it asks AWS for', async (name) => {
      const policies = of().stack.policiesOf(name);
      const logs = arn('logs', `log-group:/aws/lambda/${of().scaler}-${name}:log-stream:2026/11/24/1`);
      const needed = [
        ...(asked[name] ?? []),
        ...(BESIDE[name]?.(of().stack) ?? []),
        request('logs:CreateLogStream', logs),
        request('logs:PutLogEvents', logs),
      ];

      expect(await deniedOf(policies, needed)).toEqual([]);
    });

    test.each(FUNCTIONS)('of %s allows nothing that no function needs', async (name) => {
      expect(await allowedOf(of().stack.policiesOf(name), forbiddenToAll(of().stack))).toEqual([]);
    });

    test.each(FUNCTIONS)('of %s writes traces where tracing is on, and else does not', async (name) => {
      const writing = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'].map((action) =>
        request(action, '*'),
      );

      expect(await deniedOf(of().stack.policiesOf(name, ['IsTraced']), writing)).toEqual([]);
      expect(await allowedOf(of().stack.policiesOf(name), writing)).toEqual([]);
    });

    test.each(['audit', 'reconcile'])(
      'of %s ends no instance that EC2 has forgotten, for it has no tag any more: one such id refuses a whole call',
      async (name) => {
        const ending = [
          request('ec2:TerminateInstances', arn('ec2', 'instance/i-0123456789abcdef0')),
          request('ec2:CancelSpotInstanceRequests', arn('ec2', 'spot-instances-request/sir-01')),
        ];

        expect(await allowedOf(of().stack.policiesOf(name), ending)).toEqual([]);
      },
    );

    test.each(FUNCTIONS.filter((name) => name !== 'reconcile'))('of %s launches nothing', async (name) => {
      const launching = (asked['reconcile'] ?? []).filter(({ action }) =>
        /^(ec2:(CreateFleet|RunInstances|CreateTags)|iam:.*)$/.test(action),
      );

      expect(launching.length).toBeGreaterThan(10);
      expect(await allowedOf(of().stack.policiesOf(name), launching)).toEqual([]);
    });

    test.each(['webhook', 'script', 'register', 'report', 'ec2-events', 'schedule'])(
      'of %s neither reads the table whole, nor deletes in it, nor ends machines',
      async (name) => {
        const { tableName, launch } = of().stack;
        const inTable = ['Query', 'DeleteItem', 'BatchGetItem'].map((action) =>
          request(`dynamodb:${action}`, arn('dynamodb', `table/${tableName}`), {
            'dynamodb:LeadingKeys': ['active'],
          }),
        );
        const machine = arn('ec2', 'instance/i-0123456789abcdef0');
        const ending = request('ec2:TerminateInstances', machine, {
          'aws:ResourceTag/bastionless:scaler': launch.tags['bastionless:scaler'] ?? '',
        });

        expect(await allowedOf(of().stack.policiesOf(name), [...inTable, ending])).toEqual([]);
      },
    );

    test('of the webhook reads one secret, and of the others that use GitLab the other', async () => {
      const parameter = (name: string) =>
        request('ssm:GetParameter', arn('ssm', `parameter/bastionless/${of().stage}/${name}`));

      expect(await allowedOf(of().stack.policiesOf('webhook'), [parameter('gitlab-token')])).toEqual([]);
      for (const name of ['register', 'audit', 'reconcile']) {
        expect(await allowedOf(of().stack.policiesOf(name), [parameter('webhook-secret')])).toEqual([]);
      }
    });

    test('of the audit launches nothing, ends what is ours alone, and deletes no record', async () => {
      const launching = (asked['reconcile'] ?? []).filter(({ action }) =>
        /(CreateFleet|RunInstances|CreateTags|PassRole|DeleteItem|BatchGetItem)$/.test(action),
      );
      const others = forbiddenToTheReconciler(of().stack).filter(({ action }) =>
        /Terminate|Cancel/.test(action),
      );

      expect(launching.length).toBeGreaterThan(0);
      expect(await allowedOf(of().stack.policiesOf('audit'), [...launching, ...others])).toEqual([]);
    });

    test('of the wake-ups writes what is active, and nothing else', async () => {
      const table = arn('dynamodb', `table/${of().stack.tableName}`);
      const put = (pk: string) => request('dynamodb:PutItem', table, { 'dynamodb:LeadingKeys': [pk] });
      const policies = of().stack.policiesOf('wake-ups');
      expect(await deniedOf(policies, [put('active')])).toEqual([]);
      expect(await allowedOf(policies, [put('ended'), ...forbiddenToAll(of().stack)])).toEqual([]);
    });

    test('of the reconciler launches with our templates alone, hands over the runner’s role alone, and ends what is ours', async () => {
      expect(
        await allowedOf(of().stack.policiesOf('reconcile'), forbiddenToTheReconciler(of().stack)),
      ).toEqual([]);
    });
  });
}

/** What a role that is too wide would let happen. */
function forbiddenToAll({ tableName }: DeployedStack): IamRequest[] {
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

function forbiddenToTheReconciler({ launch, name }: DeployedStack): IamRequest[] {
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
