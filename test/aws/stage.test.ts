import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { machineRunners } from '../builders/machine-runners.ts';
import { bundlesAreLean } from './deploy/bundles.ts';
import { DeployedStage, newStage } from './deploy/deployed-stage.ts';
import { deployerMayDoIt } from './deploy/deployer.ts';
import { signedBy } from './deploy/events.ts';
import { functionIsExamined } from './deploy/examined.ts';
import { launchesAreAsConfigured } from './deploy/launches.ts';
import { leftOf } from './deploy/left.ts';
import { operationsAreThere } from './deploy/operations.ts';
import { partsAreMade } from './deploy/parts.ts';
import { rolesHoldAsTheyShould } from './deploy/roles.ts';
import { wakesAtATime } from './deploy/wake-ups.ts';

/** One deployment, from its making to its end: the tests follow each other. */
let stage: DeployedStage;
let packed: ReturnType<DeployedStage['packed']>;
beforeAll(async () => {
  stage = await DeployedStage.deploy(newStage());
  packed = stage.packed();
});
afterAll(() => stage.close());

partsAreMade(() => stage);
bundlesAreLean(() => stage);
operationsAreThere(() => stage);
rolesHoldAsTheyShould(() => stage);
wakesAtATime(() => stage);
functionIsExamined(() => stage);
launchesAreAsConfigured(() => stage);

test('a deployment tells what to do next, and warns of nothing', () => {
  const { output } = stage.first;
  expect(output).toContain(`bastionless init --stage ${stage.stage} `);
  expect(output).not.toMatch(/warning/i);
});

describe('deployed again', () => {
  test('from the package in an empty folder, by a token of GitLab’s and no key, it changes nothing', async () => {
    const { exitCode, output } = await (await packed)('deploy');

    expect([exitCode, output]).toEqual([0, expect.stringContaining('No changes to deploy')]);
  });

  test('with one function alone, it uploads nothing', async () => {
    const { exitCode, output } = await stage.serverless('deploy', 'function', '--function', 'webhook');

    expect([exitCode, output]).toEqual([0, expect.stringContaining('Code did not change')]);
  });

  test('a changed config.toml takes effect, and what it does not concern stays', async () => {
    const before = stage.stack.physicalIds;
    const [template] = stage.stack.idsOf('AWS::EC2::LaunchTemplate');
    await stage.redeploy(
      stage.config
        .replace('t3.medium', 't3.large')
        .replace('MachineName = "gitlab-docker', 'MachineName = "other'),
    );

    expect(JSON.stringify(stage.stack.template)).toContain('t3.large');
    const [another, ...others] = stage.stack.idsOf('AWS::EC2::LaunchTemplate');
    expect([another === template, others]).toEqual([false, []]);
    expect(await stage.functions.bundleText('reconcile')).toContain('other-machine-%s');
    for (const id of ['Table', 'CacheBucket', 'DeadLetters', 'ReconcileRole', 'ReconcileLambdaFunction']) {
      expect([id, stage.stack.physicalIds[id]]).toEqual([id, before[id]]);
    }
  });

  test.each([
    [
      'a broken config.toml',
      (config: string) => config.replace('limit = 20', 'limit = -1'),
      /^error: config.toml:10: runners\[0\].limit: must be a whole number, 0 or more\n$/,
    ],
    [
      'a secret in it',
      (config: string) => config.replace('limit = 20', 'limit = 20\n  environment = ["DEPLOY_TOKEN=s3cr3t"]'),
      'runners[0].environment[0]: holds what looks like a secret, DEPLOY_TOKEN.',
    ],
  ])('%s is refused by its place, and nothing is changed', async (_, change, problem) => {
    const before = stage.stack.template;

    await expect(stage.redeploy(change(stage.config))).rejects.toThrow(problem);
    expect(stage.stack.template).toEqual(before);
  });

  test('a secret that came another way is refused too, with the bundles and places that hold it', async () => {
    const token = ['glpat', 'abcdefghijklmnopqrstuvwxyz'].join('-');
    const leaking = stage.redeploy(stage.config, {
      'functions/runtime/wall-clock.ts': (code) => `${code}\nglobalThis.leak = '${token}';\n`,
    });
    await expect(leaking).rejects.toThrow(
      /the function webhook, functions\/lambda\/webhook.mjs at character \d+: what looks like a token of GitLab/,
    );
  });
});

describe('serverless remove', () => {
  const remove = (...more: string[]) => stage.serverless('remove', ...more);

  test('removes nothing while a job runs, and says which', async () => {
    const { gitlab } = stage;
    const machines = await stage.instanceIds();
    const signed = signedBy(machines[0] ?? '', await stage.machineRoleId());
    await stage.functions.invoke('register', signed);
    const given = gitlab.requestJob(machineRunners(gitlab).at(-1)?.token ?? '');
    if (given.kind !== 'Given') throw new Error(`no job was given to the machine: ${given.kind}`);

    const { exitCode, output } = await remove();

    expect(exitCode).not.toBe(0);
    expect(output).toContain('Nothing was removed, because jobs run:');
    expect(output).toContain(`job ${given.job.id} on `);
    expect(await stage.instanceIds()).toEqual(machines);
    expect(machineRunners(gitlab).at(-1)).toMatchObject({ paused: false });
  });

  test('leaves nothing: no machine, no runner, no cache, nothing of the stack', async () => {
    const s3 = new S3Client({ forcePathStyle: true });
    for (const Key of ['project/1/a', 'project/1/b']) {
      await s3.send(new PutObjectCommand({ Bucket: stage.stack.idOf('CacheBucket'), Key, Body: 'a cache' }));
    }
    s3.destroy();

    const { exitCode, output } = await (await packed)('remove', '--param', 'running-jobs=abort');

    expect([exitCode, output]).toEqual([0, expect.stringContaining('successfully removed')]);
    expect(stage.gitlab.runners.all()).toEqual([]);
    expect(await leftOf(stage.scaler)).toEqual([]);
  });
});

deployerMayDoIt(() => stage);
