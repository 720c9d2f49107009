import { QueryCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  type Instance,
} from '@aws-sdk/client-ec2';
import { openStore } from '../../../lib/aws/dynamodb/store.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { signedWebhook } from './events.ts';
import type { Input } from './recording-proxy.ts';

/**
 * What the stream brings of the jobs on record. moto gives its own records to the function, which it cannot run, and
 * to nobody else: so they are made of the items that are in the table.
 */
async function streamOf({ dynamodb, stack }: DeployedStage) {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName: stack.tableName,
      KeyConditionExpression: 'pk = :active AND begins_with(sk, :job)',
      ExpressionAttributeValues: { ':active': { S: 'active' }, ':job': { S: 'job#' } },
    }),
  );
  const Records = Items.map((NewImage) => ({
    eventName: 'INSERT',
    dynamodb: { Keys: { pk: NewImage['pk'], sk: NewImage['sk'] }, NewImage },
  }));
  return { Records };
}

/** What two jobs come to: GitLab's webhooks and the table's own stream, given to the deployed code. */
async function launchForTwoJobs(stage: DeployedStage): Promise<Input> {
  const hooks: unknown[] = [];
  const stop = stage.gitlab.onWebhook((hook) => hooks.push(hook));
  stage.gitlab.pipelines.push(PROJECT.id, [{ name: 'one' }, { name: 'two' }]);
  stop();
  for (const hook of hooks) {
    const { answer } = await stage.functions.invoke('webhook', signedWebhook(hook));
    expect(answer).toMatchObject({ statusCode: 200 });
  }
  const event = await streamOf(stage);
  expect(event.Records).toHaveLength(2);
  stage.functions.callsTaken();
  const { log } = await stage.functions.invoke('reconcile', event);
  const launches = stage.functions
    .callsTaken()
    .filter(({ action }) => /^(CreateFleet|RunInstances)$/.test(action));
  const [launch, ...others] = launches;
  if (launch === undefined || others.length > 0) throw new Error(`it was not launched once:\n${log}`);
  return launch.input;
}

async function instancesOf(stage: DeployedStage, launchId: string): Promise<readonly Instance[]> {
  const { Reservations = [] } = await stage.ec2.send(
    new DescribeInstancesCommand({ Filters: [{ Name: 'tag:bastionless:launch', Values: [launchId] }] }),
  );
  return Reservations.flatMap(({ Instances = [] }) => Instances);
}

const tagsOf = ({ Tags = [] }: Instance) => Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value]));

/** Machines that are launched are what config.toml says. */
export function launchesAreAsConfigured(of: () => DeployedStage): void {
  describe('two jobs, from GitLab’s webhooks through the deployed code to EC2', () => {
    let asked: Input;
    let instances: readonly Instance[];
    beforeAll(async () => {
      asked = await launchForTwoJobs(of());
      instances = await instancesOf(of(), String(asked['ClientToken']));
    });

    test('are two spot machines of the type, in the subnet, at no more than the price', () => {
      expect(asked).toMatchObject({
        Type: 'instant',
        'TargetCapacitySpecification.TotalTargetCapacity': '2',
        'TargetCapacitySpecification.DefaultTargetCapacityType': 'spot',
        'LaunchTemplateConfigs.1.Overrides.1.MaxPrice': '0.03',
        'SpotOptions.AllocationStrategy': 'price-capacity-optimized',
      });
      expect(instances).toHaveLength(2);
      for (const { InstanceType, InstanceLifecycle, SubnetId } of instances) {
        expect([InstanceType, InstanceLifecycle]).toEqual(['t3.medium', 'spot']);
        expect(SubnetId).toBe(asked['LaunchTemplateConfigs.1.Overrides.1.SubnetId']);
      }
    });

    test('say whose they are, and have the tags of config.toml', () => {
      for (const instance of instances) {
        expect(tagsOf(instance)).toMatchObject({
          Name: expect.stringMatching(/^gitlab-docker-machine-\d{10}-[0-9a-f]{8}$/),
          'runner-manager-name': 'gitlab-aws-autoscaler',
          gitlab: 'true',
          'bastionless:scaler': of().scaler,
          'bastionless:runner': 'gitlab-aws-autoscaler',
          'bastionless:launch': asked['ClientToken'],
        });
      }
    });

    test('come of the one template that this deployment has, with its profile, and IMDSv2', async () => {
      const id = String(asked['LaunchTemplateConfigs.1.LaunchTemplateSpecification.LaunchTemplateId']);
      const { LaunchTemplateVersions = [] } = await of().ec2.send(
        new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id }),
      );
      expect(of().stack.idsOf('AWS::EC2::LaunchTemplate')).toEqual([id]);
      expect(LaunchTemplateVersions).toHaveLength(1);
      expect(LaunchTemplateVersions[0]?.LaunchTemplateData).toMatchObject({
        IamInstanceProfile: { Name: of().stack.idsOf('AWS::IAM::InstanceProfile')[0] },
        MetadataOptions: { HttpTokens: 'required' },
        InstanceInitiatedShutdownBehavior: 'terminate',
      });
    });

    test('are on record as machines, and the same events again launch no more', async () => {
      const before = await instancesOf(of(), String(asked['ClientToken']));
      await of().functions.invoke('reconcile', await streamOf(of()));
      const store = openStore({ client: of().dynamodb, table: of().stack.tableName, writer: 'reconcile' });
      const { machines } = await store.readActive();
      expect(machines.map(({ instanceId }) => instanceId).toSorted()).toEqual(
        before.map(({ InstanceId }) => InstanceId).toSorted(),
      );
      expect(await of().instanceIds()).toHaveLength(2);
    });
  });
}
