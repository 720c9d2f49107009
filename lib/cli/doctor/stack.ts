import { VERSION } from '../../config/version.ts';
import { clientOptions, type Deployment, ec2Options } from '../deployment/deployment.ts';
import { findStack, type Stack } from '../deployment/stack.ts';
import { troubleOf } from '../explain.ts';
import { type Finding, fail, ok, warn } from '../finding.ts';

const UPGRADE = 'Use the command of that version, or deploy with this one: docs/upgrading.md.';

/** The stack too, where there is one. */
export async function stackFindings(deployment: Deployment): Promise<{
  readonly findings: readonly Finding[];
  readonly stack: Stack | undefined;
}> {
  const { name, stage } = deployment;
  const deploy = `npx serverless deploy --stage ${stage}`;
  try {
    const stack = await findStack(deployment);
    if (stack === undefined) return { findings: [fail('stack', `${name} is not deployed`, deploy)], stack };
    return { findings: [judge(name, stack, deploy)], stack: stack.tableName === '' ? undefined : stack };
  } catch (error) {
    const { message, todo } = troubleOf(error);
    return { findings: [warn('stack', `could not be looked at: ${message}`, todo)], stack: undefined };
  }
}

function judge(name: string, { status, tableName, webhookUrl, version }: Stack, deploy: string): Finding {
  const found = `${name} is ${status}`;
  if (tableName === '' || webhookUrl === '') return fail('stack', `${found}, and lacks its outputs`, deploy);
  if (/FAILED$/.test(status))
    return fail('stack', found, `Look at its events in CloudFormation; then ${deploy}`);
  if (/ROLLBACK/.test(status)) return warn('stack', `${found}: the last deployment failed`, deploy);
  if (version !== '' && version !== VERSION)
    return warn('stack', `${found}, by bastionless ${version}, and this is ${VERSION}`, UPGRADE);
  return ok('stack', found);
}

/** The launch templates that the stack made: somebody may have deleted one. */
export async function templateFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const ids = await templateIds(deployment);
  const check = 'launch templates';
  const todo = `Deploy anew: npx serverless deploy --stage ${deployment.stage}`;
  if (ids.length === 0) return [fail(check, 'the stack has none', todo)];
  const { DescribeLaunchTemplatesCommand, EC2Client } = await import('@aws-sdk/client-ec2');
  const client = new EC2Client(ec2Options(deployment));
  const isThere = (id: string): Promise<boolean> =>
    client.send(new DescribeLaunchTemplatesCommand({ LaunchTemplateIds: [id] })).then(
      () => true,
      (error: Error) => {
        // One by one, since it does not say which of several.
        if (error.name.startsWith('InvalidLaunchTemplateId')) return false;
        throw error;
      },
    );
  const there = await Promise.all(ids.map(isThere)).finally(() => client.destroy());
  const missing = ids.filter((_, index) => !there[index]);
  return [missing.length === 0 ? ok(check, ids.join(', ')) : fail(check, `${missing.join(', ')} gone`, todo)];
}

async function templateIds(deployment: Deployment): Promise<string[]> {
  const { CloudFormationClient, paginateListStackResources } = await import('@aws-sdk/client-cloudformation');
  const client = new CloudFormationClient(clientOptions(deployment));
  const ids: string[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: deployment.name },
  )) {
    const templates = StackResourceSummaries.filter(
      ({ ResourceType }) => ResourceType === 'AWS::EC2::LaunchTemplate',
    );
    ids.push(...templates.map(({ PhysicalResourceId = '' }) => PhysicalResourceId));
  }
  client.destroy();
  return ids;
}
