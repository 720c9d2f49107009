import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateLaunchTemplateCommand,
  DescribeInstancesCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { reconcileHandler } from '../../functions/reconcile.ts';
import { createTable } from '../../lib/aws/dynamodb/create-table.ts';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { SimulatedGitLab } from '../../lib/simulation/gitlab/gitlab.ts';
import { gitlabPort } from '../../lib/simulation/gitlab/port.ts';
import { CONTEXT } from '../../lib/simulation/lambda-context.ts';
import { MemoryMetrics } from '../../lib/simulation/memory/metrics.ts';
import { SeededRandom } from '../../lib/simulation/seeded-random.ts';
import { aRunner, someSettings } from '../builders/settings.ts';
import { anImage } from './an-image.ts';
import { completeMoto } from './moto/complete.ts';
import { streamEventOf } from './moto/table-stream.ts';

const PROJECT = 380;
const dynamodb = new DynamoDBClient({});
const ec2 = new EC2Client({});
completeMoto(ec2);
afterAll(() => {
  dynamodb.destroy();
  ec2.destroy();
});

test('the table’s stream, as Lambda gets it, becomes instances, once', async () => {
  const scaler = `bastionless-${randomUUID()}`;
  const table = randomUUID();
  await createTable(dynamodb, table);
  const { runner, launchTemplates } = await aRunnerOnMoto(scaler);

  const clock = { now: () => Date.now() / 1000 };
  const random = new SeededRandom(1);
  const gitlab = new SimulatedGitLab({ clock, random, apiToken: 'token' });
  gitlab.projects.add({ id: PROJECT, path: 'acme/shop', groupId: 1 });
  const store = openStore({ client: dynamodb, table, writer: 'reconcile' });
  const errors: unknown[] = [];
  const log = {
    info: () => undefined,
    warn: () => undefined,
    error: (...told: unknown[]) => errors.push(told),
  };
  const aws = openEc2({ client: ec2, scaler, launchTemplates });
  const world = {
    store,
    ec2: aws,
    gitlab: gitlabPort(gitlab),
    clock,
    random,
    log,
    metrics: new MemoryMetrics(),
    wakeUps: { wakeAt: async () => undefined },
  };
  const reconcile = reconcileHandler(world, someSettings({ runners: [runner] }));

  for (const { id, name } of gitlab.pipelines.push(PROJECT, [{ name: 'one' }, { name: 'two' }])) {
    const job = { id, name, projectId: PROJECT, status: 'pending', gitlabStatus: 'pending' } as const;
    await store.record({ ...job, at: clock.now() });
  }
  const event = await streamEventOf(dynamodb, table);
  await reconcile(event, CONTEXT);
  await reconcile(event, CONTEXT);

  expect(errors).toEqual([]);
  const { Reservations = [] } = await ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:bastionless:scaler', Values: [scaler] }] }),
  );
  const instances = Reservations.flatMap(({ Instances = [] }) => Instances);
  expect(instances.map(({ InstanceId }) => InstanceId).toSorted()).toEqual(
    (await store.readActive()).machines.map(({ instanceId }) => instanceId).toSorted(),
  );
  expect(instances).toHaveLength(2);
  expect(instances.every(({ InstanceLifecycle }) => InstanceLifecycle === 'spot')).toBe(true);
});

async function aRunnerOnMoto(scaler: string) {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { LaunchTemplate } = await ec2.send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: `${scaler}-one`,
      LaunchTemplateData: { ImageId: await anImage(ec2), InstanceType: 't3.medium' },
    }),
  );
  const { ec2: settings, ...runner } = aRunner();
  return {
    runner: { ...runner, ec2: { ...settings, subnets: [Subnets[0]?.SubnetId ?? ''] } },
    launchTemplates: { one: { Spot: LaunchTemplate?.LaunchTemplateId ?? '' } },
  };
}
