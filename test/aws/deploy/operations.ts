import { execFile } from 'node:child_process';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { createOnlyOf } from '../../infra/schemas.ts';
import { alarmsGoOff } from './alarms.ts';
import type { DeployedStage } from './deployed-stage.ts';

const TEMPLATE = '.serverless/cloudformation-template-update-stack.json';

/** What an operator relies on. */
export function operationsAreThere(of: () => DeployedStage): void {
  const propertiesOfType = (type: string): Readonly<Record<string, unknown>>[] =>
    Object.entries(of().stack.template.Resources).flatMap(([id, { Type }]) =>
      Type === type ? [of().stack.propertiesOf(id) as Readonly<Record<string, unknown>>] : [],
    );

  describe('of what is deployed', () => {
    test('cfn-lint has nothing to say, nor by the schemas of China’s and the US government’s regions', async () => {
      const { stdout } = await promisify(execFile)(resolve('.venv/bin/cfn-lint'), [
        ...['--regions', 'us-east-1', 'cn-north-1', 'us-gov-west-1', '--'],
        join(of().project.folder, TEMPLATE),
      ]);

      expect(stdout).toBe('');
    });

    alarmsGoOff(of);

    test('the dashboard shows machines, jobs, waits, failures and costs', () => {
      const [dashboard] = propertiesOfType('AWS::CloudWatch::Dashboard');
      const { widgets } = JSON.parse(String(dashboard?.['DashboardBody']));

      expect(widgets.map(({ properties }: { properties: { title: string } }) => properties.title)).toEqual([
        'Machines by state',
        'Jobs waiting',
        'How long jobs waited for a machine',
        'What the wait for a new machine is made of',
        'Launches and failures',
        'Interruptions and what became of their jobs',
        'Lookahead: machines that boot while earlier stages run',
        'Lookahead: what jobs did not wait, and what machines stood for nothing',
        'Machine-hours in the time that is shown, and their price at most',
        'Failures and removals by reason',
      ]);
    });

    test('nothing of it would outlive the rollback of a first deployment, and stand in the next one’s way', () => {
      const kept = Object.entries(of().stack.template.Resources).filter(
        ([, made]) => !['Delete', undefined].includes((made as { DeletionPolicy?: string }).DeletionPolicy),
      );
      expect(kept).toEqual([]);
    });

    // It would be made before the old one is deleted, and fail as "already exists" in every deployment that is upgraded.
    test('no part with a fixed name has what only another part could change, but what changes with the name', () => {
      const fixed = Object.entries(of().stack.template.Resources).flatMap(
        ([id, { Type, Properties = {} }]) => {
          const given = createOnlyOf(Type).filter((key) => key in Properties);
          const others = given.filter((key) => !isFixedName(key, Properties));
          return given.length > others.length && others.length > 0 ? [[id, others]] : [];
        },
      );

      expect(Object.fromEntries(fixed)).toEqual({ WakeUps: ['StateMachineType'] });
      expect(of().stack.propertiesOf('WakeUps')).toMatchObject({ StateMachineType: 'EXPRESS' });
    });

    test('strangers cannot call the API as often as they like', () => {
      expect(of().stack.propertiesOf('HttpApiStage')).toMatchObject({
        DefaultRouteSettings: { ThrottlingRateLimit: 200, ThrottlingBurstLimit: 1000 },
      });
    });

    test('the table is protected from deletion in every stage but dev, and only since the stack stands', async () => {
      const { Table } = await of().dynamodb.send(
        new DescribeTableCommand({ TableName: of().stack.tableName }),
      );

      expect(Table).toMatchObject({ DeletionProtectionEnabled: true });
      expect(of().stack.propertiesOf('Table')).not.toHaveProperty('DeletionProtectionEnabled');
    });

    test('the cache is encrypted, closed to the public and to calls without TLS, and forgets what is not used', () => {
      expect(of().stack.propertiesOf('CacheBucket')).toMatchObject({
        BucketEncryption: expect.anything(),
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        LifecycleConfiguration: { Rules: [{ ExpirationInDays: 30 }] },
      });
      expect(of().stack.propertiesOf('CacheBucketPolicy')).toMatchObject({
        PolicyDocument: {
          Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': false } } }],
        },
      });
    });

    test('what a function gives up is kept in a queue', () => {
      const [stream] = propertiesOfType('AWS::Lambda::EventSourceMapping');
      const called = propertiesOfType('AWS::Lambda::EventInvokeConfig').map(
        ({ DestinationConfig }) => DestinationConfig,
      );

      expect(stream).toMatchObject({
        DestinationConfig: { OnFailure: { Destination: of().stack.deadLetters } },
      });
      expect(called.length).toBeGreaterThanOrEqual(2);
      for (const destination of called) {
        expect(destination).toEqual({ OnFailure: { Destination: of().stack.deadLetters } });
      }
    });
  });
}

/** A stage's name is within its API. */
const isFixedName = (key: string, properties: object): boolean =>
  key.endsWith('Name') &&
  key !== 'StageName' &&
  typeof (properties as Readonly<Record<string, unknown>>)[key] === 'string';
