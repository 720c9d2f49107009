import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OFFLINE } from '../infra/package-template.ts';
import { copyWithoutCode, type Project } from '../infra/project.ts';
import { newStage } from './deploy/deployed-stage.ts';
import { leftOf } from './deploy/left.ts';
import { createNetwork } from './deploy/network.ts';
import {
  type RecordingProxy,
  type StandIn,
  startRecordingProxy,
  validatesAtOnce,
} from './deploy/recording-proxy.ts';

const REFUSAL = 'the role of the function could not be assumed';

/** Refuses the stack itself, after the bucket for its bundles was made: as AWS refuses what it finds only then. */
const refusesTheStack: StandIn = async (call, body) => {
  const isWhole = call.action === 'CreateChangeSet' && call.input['TemplateURL'] !== undefined;
  if (!isWhole) return validatesAtOnce(call, body);
  const error = `<Error><Type>Sender</Type><Code>ValidationError</Code><Message>${REFUSAL}</Message></Error>`;
  return {
    status: 400,
    headers: { 'content-type': 'text/xml' },
    body: `<ErrorResponse>${error}<RequestId>0</RequestId></ErrorResponse>`,
  };
};

let project: Project;
let proxy: RecordingProxy;
beforeAll(async () => {
  [project, proxy] = await Promise.all([
    copyWithoutCode(),
    startRecordingProxy(process.env['AWS_ENDPOINT_URL'] ?? '', refusesTheStack),
  ]);
  const { vpcId, subnetId } = await createNetwork();
  const config = (await readFile('config.toml', 'utf8'))
    .replace('vpc-0a1b2c3d', vpcId)
    .replace('subnet-0a1b2c3d', subnetId);
  await writeFile(join(project.folder, 'config.toml'), config);
});
afterAll(async () => {
  proxy.close();
  await project.remove();
});

test('a first deployment that AWS refuses says why, protects nothing, and leaves nothing when it is removed', async () => {
  const stage = newStage();
  const scaler = `bastionless-${stage}`;
  const command = (name: string) =>
    project.serverless([name, '--stage', stage], { AWS_ENDPOINT_URL: proxy.url });

  const failed = await command('deploy');
  expect(failed.exitCode).not.toBe(0);
  expect(failed.output).toContain(REFUSAL);
  expect(failed.output).not.toContain('next:');
  expect(await leftOf(scaler)).toEqual([
    `stack ${scaler}`,
    expect.stringContaining('serverlessdeploymentbucket'),
  ]);
  expect(proxy.taken().map(({ action }) => action)).not.toContain('UpdateTable');

  const removed = await command('remove');
  expect([removed.exitCode, removed.output]).toEqual([0, expect.stringContaining('successfully removed')]);
  expect(await leftOf(scaler)).toEqual([]);
});

test('without credentials nothing is begun, and one line says what to do', async () => {
  const { exitCode, output } = await project.serverless(['deploy'], {
    ...{ ...OFFLINE, AWS_EC2_METADATA_DISABLED: 'true', HOME: project.folder },
    ...{ AWS_PROFILE: '', AWS_SESSION_TOKEN: '' },
  });

  expect(exitCode).toBe(1);
  expect(output.trim().split('\n').slice(-2)).toEqual([
    'error: there are no AWS credentials.',
    expect.stringContaining('Log in (`aws sso login`), or name a profile with AWS_PROFILE'),
  ]);
});
