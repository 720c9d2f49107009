import { arn, type IamRequest, iamRequestsOf, request } from '../../infra/iam/requests.ts';
import { allowedOf, deniedOf } from '../../infra/iam/role.ts';
import type { DeployedStack } from './deployed-stack.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { forbiddenToAll, forbiddenToTheReconciler } from './forbidden.ts';
import { runJobs } from './run-jobs.ts';

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
          ...['dynamodb:Query', 'ssm:GetParameter'],
          ...['ec2:DescribeInstances', 'ec2:DescribeSpotInstanceRequests'],
        ]),
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
