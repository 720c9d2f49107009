import { setTimeout } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { S3Client } from '@aws-sdk/client-s3';
import { SSMClient } from '@aws-sdk/client-ssm';
import { wallClock } from '../../functions/runtime/wall-clock.ts';
import { deploymentName } from '../../lib/aws/deployment-name.ts';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { secretParameter } from '../../lib/aws/secrets.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { trustAlso } from '../../lib/gitlab/trust.ts';
import { ownRunners } from '../../lib/scaler/audit/observe.ts';
import { protectTable } from '../plugin/protection.ts';
import type { Output, Serverless } from '../plugin/serverless.ts';
import { emptyBucket } from './empty-bucket.ts';
import { endMachines, type Leftover, type Removal } from './end-machines.ts';
import { removeImages } from './remove-images.ts';
import { findStack } from './stack.ts';
import { throttle } from './throttle.ts';

/**
 * Removes what the functions made, before CloudFormation deletes the stack that knows nothing of it: machines,
 * their runners in GitLab, their images, the caches in the bucket. While jobs run it throws an Error and leaves everything as
 * it was.
 */
export async function beforeRemoval(serverless: Serverless, { log, progress }: Output): Promise<void> {
  const { scaler, gitlabToken } = serverless.service.custom;
  const config = await serverless.getProvider('aws').getAwsSdkV3Config();
  const stack = await findStack(config, scaler);
  if (stack === undefined) return;

  const tell = (text: string): void => progress.get('main').notice(text);
  const { gitlabCa, settings } = await import('#settings');
  trustAlso(gitlabCa);
  const dynamodb = new DynamoDBClient(config);
  const ec2 = new EC2Client({ ...settings.ec2Api, ...config });
  const gitlab = gitlabClient({
    url: settings.gitlabUrl,
    token: secretParameter(new SSMClient(config), gitlabToken, wallClock),
  });
  const left = await endMachines({
    store: openStore({ client: dynamodb, table: stack.table, writer: 'operator' }),
    ec2: openEc2({ client: ec2, scaler, launchTemplates: {} }),
    gitlab,
    placeholders: async () => (await ownRunners(gitlab, settings, deploymentName(stack.id))).placeholders,
    clock: wallClock,
    functions: throttle(config, [`${scaler}-reconcile`, `${scaler}-register`, `${scaler}-audit`]),
    runningJobs: runningJobs(serverless),
    wait: (seconds) => setTimeout(seconds * 1000),
    tell,
  });
  await removeImages(ec2, scaler);
  tell('Emptying the cache');
  await emptyBucket(new S3Client(config), stack.cacheBucket);
  // It guards against all but this command, which is asked for by name, and has made sure that no job runs.
  await protectTable(dynamodb, stack.table, false);
  if (left.length > 0) log.warning(describeLeft(left, settings.gitlabUrl));
  log.notice(
    `The secrets in SSM are yours and stay, as do the webhooks in GitLab: ${gitlabToken} and its like.`,
  );
}

function runningJobs({ service }: Serverless): Removal['runningJobs'] {
  const said = service.custom.runningJobs;
  if (said === 'keep' || said === 'abort') return said;
  throw new Error(`--param running-jobs must be keep or abort (it is "${said}").`);
}

function describeLeft(left: readonly Leftover[], gitlabUrl: string): string {
  return [
    `These runners are left in GitLab (${gitlabUrl}), offline: delete them there.`,
    ...left.map(({ runnerId, what, reason }) => `  runner ${runnerId}, ${what}: ${reason}`),
  ].join('\n');
}
