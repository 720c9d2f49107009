import { execFile } from 'node:child_process';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { copyProject, type Finished, type Project } from './project.ts';

const FUNCTIONS = ['webhook', 'register', 'ec2-events', 'schedule', 'reconcile'];
const MOST_BYTES = 700_000;

/** No credentials and no server to ask. */
const OFFLINE = {
  AWS_ACCESS_KEY_ID: '',
  AWS_SECRET_ACCESS_KEY: '',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
  HTTPS_PROXY: 'http://127.0.0.1:1',
};

describe('serverless package', () => {
  let project: Project;
  let finished: Finished;

  beforeAll(async () => {
    project = await copyProject();
    finished = await project.serverless(['package', '--stage', 'bundles'], OFFLINE);
    if (finished.exitCode === 0) await Promise.all(FUNCTIONS.map(unpack));
  });
  afterAll(() => project.remove());

  async function unpack(name: string) {
    const target = join(project.folder, 'unpacked', name);
    await mkdir(target, { recursive: true });
    await promisify(execFile)('python3', ['-m', 'zipfile', '-e', `.serverless/${name}.zip`, target], {
      cwd: project.folder,
    });
  }
  const bundlePath = (name: string) =>
    join(project.folder, 'unpacked', name, 'functions', 'lambda', `${name}.mjs`);
  const bundle = (name: string) => readFile(bundlePath(name), 'utf8');

  test('works with no network and no credentials', () => {
    expect(finished).toMatchObject({ exitCode: 0 });
  });

  test('makes of the webhook less than 700 kB', async () => {
    expect((await stat(bundlePath('webhook'))).size).toBeLessThan(MOST_BYTES);
  });

  test('leaves the EC2 client and the GitLab client out of the webhook', async () => {
    const code = await bundle('webhook');

    expect(code).toContain('com.amazonaws.dynamodb');
    expect(code).not.toContain('com.amazonaws.ec2');
    expect(code).not.toContain('/user/runners');
  });

  test.each(FUNCTIONS)('puts the settings into %s, but no parser and no token', async (name) => {
    const code = await bundle(name);

    expect(code).not.toMatch(/glrt-/);
    expect(code).not.toContain('TomlError');
    expect(code).not.toContain('config.toml');
  });

  test('puts no token into the template', async () => {
    const template = '.serverless/cloudformation-template-update-stack.json';

    expect(await readFile(join(project.folder, template), 'utf8')).not.toMatch(/glrt-/);
  });

  test('gives the reconciler the settings of config.toml', async () => {
    expect(await bundle('reconcile')).toContain('gitlab-docker-machine-%s');
  });

  test.each(FUNCTIONS)('makes of %s a module that loads and exports its handler', async (name) => {
    const script = join(project.folder, 'load.mjs');
    await writeFile(script, 'console.log(typeof (await import(process.argv[2])).handler)');
    const { stdout } = await promisify(execFile)(
      resolve('node_modules/.bin/node'),
      [script, bundlePath(name)],
      {
        env: {
          AWS_REGION: 'us-east-1',
          TABLE_NAME: 'table',
          WEBHOOK_SECRET_PARAMETER: '/secret',
          GITLAB_TOKEN_PARAMETER: '/token',
          CACHE_BUCKET: 'cache',
          LAUNCH_TEMPLATE_PREFIX: 'prefix',
          SCALER_NAME: 'scaler',
        },
      },
    );

    expect(stdout.trim()).toBe('function');
  });
});
