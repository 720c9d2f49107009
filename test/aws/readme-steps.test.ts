import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { FULL_ACCESS } from '../../lib/simulation/gitlab/access.ts';
import { shownCommands } from '../docs/commands/shell-blocks.ts';
import { copyProject, type Project } from '../infra/project.ts';
import { aGitLabServer, type GitLabServer } from './a-gitlab-server.ts';
import { type DeployedBundle, startBundle } from './deploy/bundle.ts';
import { createNetwork } from './deploy/network.ts';
import {
  type RecordingProxy,
  type StandIn,
  startRecordingProxy,
  validatesAtOnce,
} from './deploy/recording-proxy.ts';
import { tellsOutputs } from './deploy/stack-outputs.ts';

/** From nothing to the first job: what the README says, in its order and to the letter, with the project's own config.toml. */
const README = readFileSync('README.md', 'utf8');
const [from, to] = ['## From nothing to the first job', '## How it compares'].map((heading) => {
  const at = README.indexOf(`${heading}\n`);
  if (at < 0) throw new Error(`the README has no ${heading}`);
  return README.slice(0, at).split('\n').length;
}) as [number, number];
const COMMANDS = shownCommands('README.md').flatMap(({ at, words }) => {
  const line = Number(at.split(':')[1]);
  return line > from && line < to ? [words.join(' ')] : [];
});
const STAGE = 'prod';
const PROJECT = { id: 42, path: 'acme/site', groupId: 7 };

let project: Project;
let gitlab: GitLabServer;
let deploying: RecordingProxy;
let asking: RecordingProxy;
const bundles = new Map<string, DeployedBundle>();

beforeAll(async () => {
  [project, gitlab] = await Promise.all([copyProject(), aGitLabServer()]);
  gitlab.gitlab.projects.add(PROJECT);
  gitlab.gitlab.access = FULL_ACCESS;
  const moto = process.env['AWS_ENDPOINT_URL'] ?? '';
  const outputs = tellsOutputs(`bastionless-${STAGE}`);
  deploying = await startRecordingProxy(moto, validatesAtOnce);
  asking = await startRecordingProxy(
    moto,
    async (call, body) => (await outputs(call, body)) ?? lambdaAnswers(call, body),
  );
});
afterAll(async () => {
  await Promise.all([...bundles.values()].map((bundle) => bundle.close()));
  deploying.close();
  asking.close();
  gitlab.stop();
  await project.remove();
});

/** moto runs no function: the deployed code does. */
const lambdaAnswers: StandIn = async ({ action }, body) => {
  const name = new RegExp(`^POST /2015-03-31/functions/bastionless-${STAGE}-(.*)/invocations`).exec(
    action,
  )?.[1];
  if (name === undefined) return undefined;
  const { answer } = await (await bundleOf(name)).invoke(JSON.parse(body));
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(answer) };
};

async function bundleOf(name: string): Promise<DeployedBundle> {
  const lambda = new LambdaClient();
  const { Environment } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName: `bastionless-${STAGE}-${name}` }),
  );
  lambda.destroy();
  const {
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_REGION = '',
    AWS_ENDPOINT_URL = '',
  } = process.env;
  const own = { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL };
  const bundle =
    bundles.get(name) ?? (await startBundle(project.folder, name, { ...Environment?.Variables, ...own }));
  bundles.set(name, bundle);
  return bundle;
}

interface Ended {
  readonly code: number | null;
  readonly said: string;
}

/** The command in the project's folder. One that goes on until Ctrl-C is ended when it has said `enough`. */
async function run(line: string, enough?: RegExp): Promise<Ended> {
  const [program = '', ...args] = line.split(' ');
  if (program === 'npx') {
    const { exitCode, output } = await project.serverless(args.slice(1), { AWS_ENDPOINT_URL: deploying.url });
    return { code: exitCode, said: output };
  }
  const command = spawn(resolve('node_modules/.bin/node'), ['lib/cli/main.ts', ...args], {
    cwd: project.folder,
    env: { ...process.env, AWS_ENDPOINT_URL: asking.url, GITLAB_TOKEN: gitlab.token },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return ended(command, enough);
}

/** A command that does not end has until then to say enough: then it is ended, and the test shows what it said. */
const LONGEST_MS = 60_000;

async function ended(command: ChildProcess, enough?: RegExp): Promise<Ended> {
  let said = '';
  const ending = setTimeout(() => command.kill('SIGKILL'), LONGEST_MS);
  for (const stream of [command.stdout, command.stderr])
    stream?.on('data', (chunk: Buffer) => {
      said += chunk;
      if (enough?.test(said)) command.kill('SIGINT');
    });
  const [code] = (await once(command, 'close')) as [number | null];
  clearTimeout(ending);
  return { code, said };
}

test('these are the steps', () => {
  expect(COMMANDS).toEqual([
    ...['npm ci', 'alias bastionless=npm run -s bastionless --'],
    'bastionless check config.toml',
    `bastionless init --stage ${STAGE}`,
    `npx serverless deploy --stage ${STAGE}`,
    `bastionless init --stage ${STAGE}`,
    `bastionless doctor --stage ${STAGE}`,
    `bastionless status --stage ${STAGE} --watch`,
    `bastionless dashboard --stage ${STAGE}`,
  ]);
  expect(README).toContain(`\`npx serverless remove --stage ${STAGE}\``);
});

const command = (step: number): string => COMMANDS[step] ?? '';

test('2: config.toml with the lines that are shown, and where GitLab and the network are', async () => {
  const { vpcId, subnetId } = await createNetwork();
  const shown = /```toml\n([\s\S]*?)```/.exec(README.split('\n').slice(from, to).join('\n'))?.[1] ?? '';
  expect(shown).toContain(`project = ${PROJECT.id} `);
  const config = readFileSync('config.toml', 'utf8')
    .replace('https://gitlab.example.com', gitlab.url)
    .replace('vpc-0a1b2c3d', vpcId)
    .replace('subnet-0a1b2c3d', subnetId);
  writeFileSync(join(project.folder, 'config.toml'), `${config}\n${shown}`);
});

test('3: check', async () => {
  expect(await run(command(2))).toMatchObject({
    code: 0,
    said: expect.stringContaining('config.toml is valid.'),
  });
});

test('4: init stores the secrets', async () => {
  const { code, said } = await run(command(3));
  expect({ code, said }).toEqual({
    code: 0,
    said: expect.stringContaining(`serverless deploy --stage ${STAGE}`),
  });
});

test('5: deploy', async () => {
  const { code, said } = await run(command(4));
  expect({ code, said }).toEqual({ code: 0, said: expect.any(String) });
});

test('6: init has GitLab send its job events', async () => {
  expect(await run(command(5))).toMatchObject({ code: 0 });
  expect(gitlab.gitlab.hooks.at({ kind: 'Project', id: PROJECT.id })).toHaveLength(1);
});

test('7: doctor finds nothing to mend', async () => {
  const { code, said } = await run(command(6));
  expect({ code, failed: said.split('\n').filter((line) => line.startsWith('fail')), said }).toEqual({
    ...{ code: 0, failed: [] },
    said: expect.stringContaining('webhook of acme/site'),
  });
});

test('8: a job with the tag is on record, and status and the page show it', async () => {
  const hooks: unknown[] = [];
  gitlab.gitlab.onWebhook((hook) => void hooks.push(hook));
  gitlab.gitlab.pipelines.push(PROJECT.id, [{ name: 'build', tags: ['aws'] }]);
  const ssm = new SSMClient();
  const { Parameter } = await ssm.send(
    new GetParameterCommand({ Name: `/bastionless/${STAGE}/webhook-secret`, WithDecryption: true }),
  );
  ssm.destroy();
  const webhook = await bundleOf('webhook');
  for (const hook of hooks) {
    const headers = { 'x-gitlab-token': Parameter?.Value, 'x-gitlab-event': 'Job Hook' };
    const sent = { headers, body: JSON.stringify(hook), isBase64Encoded: false };
    // Whole, so that what fails here says why.
    expect(await webhook.invoke(sent)).toEqual({
      answer: expect.objectContaining({ statusCode: 200 }),
      log: expect.any(String),
    });
  }

  expect((await run(command(7), /1 job/)).said).toMatch(/1 job/);
  // On a port of its own: others may use the usual one at the same time.
  expect((await run(`${command(8)} --port 0`, /until Ctrl-C/)).said).toMatch(
    /is shown at http:\/\/localhost:\d+ until Ctrl-C/,
  );
});
