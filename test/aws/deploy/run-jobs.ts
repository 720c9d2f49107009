import type { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { PROJECT } from '../../../lib/simulation/world/projects.ts';
import { machineRunners } from '../../builders/machine-runners.ts';
import { type IamRequest, iamRequestsOf } from '../../infra/iam/requests.ts';
import type { DeployedStage } from './deployed-stage.ts';
import { interruptionOf, signedBy, signedWebhook } from './events.ts';

/** Two jobs from their webhooks to their ends, through the deployed code: what each function asks AWS for. */
export async function runJobs(
  stage: DeployedStage,
  gitlab: SimulatedGitLab,
): Promise<Record<string, IamRequest[]>> {
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
  const [runner] = machineRunners(gitlab);
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
