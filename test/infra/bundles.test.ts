import { execFile } from 'node:child_process';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { machineScript } from '../../lib/machine/script.ts';
import { type Packaged, packageFunctions, TEMPLATE } from './packaged.ts';

const FUNCTIONS = ['webhook', 'script', 'register', 'report', 'ec2-events', 'schedule', 'audit', 'reconcile'];
const MOST_BYTES = 750_000;

describe('serverless package, with no network and no credentials,', () => {
  let packaged: Packaged;

  beforeAll(async () => {
    packaged = await packageFunctions(FUNCTIONS);
  });
  afterAll(() => packaged.remove());

  const bundle = (name: string) => readFile(packaged.bundlePath(name), 'utf8');

  /** Loads the function's module in a Node of its own, and answers with what the expression is then. */
  async function loaded(name: string, expression: string): Promise<unknown> {
    const script = join(packaged.folder, 'load.mjs');
    await writeFile(
      script,
      `const { handler } = await import(process.argv[2]); console.log(JSON.stringify(${expression}))`,
    );
    const { stdout } = await promisify(execFile)(
      resolve('node_modules/.bin/node'),
      [script, packaged.bundlePath(name)],
      { env: packaged.environment(name) },
    );
    return JSON.parse(stdout);
  }

  test.each(FUNCTIONS)('makes of %s less than 750 kB', async (name) => {
    expect((await stat(packaged.bundlePath(name))).size).toBeLessThan(MOST_BYTES);
  });

  test('leaves the EC2 client and the GitLab client out of the webhook', async () => {
    const code = await bundle('webhook');

    expect(code).toContain('com.amazonaws.dynamodb');
    expect(code).not.toContain('com.amazonaws.ec2');
    expect(code).not.toContain('/user/runners');
  });

  test.each(FUNCTIONS.filter((name) => name !== 'script'))(
    'puts the settings into %s, but no parser and no token',
    async (name) => {
      const code = await bundle(name);

      expect(code).not.toMatch(/glrt-/);
      expect(code).not.toContain('TomlError');
      expect(code).not.toContain('config.toml');
    },
  );

  test('puts no token into the template', async () => {
    expect(await readFile(join(packaged.folder, TEMPLATE), 'utf8')).not.toMatch(/glrt-/);
  });

  test('gives machines their script, word for word, and loads nothing else for it', async () => {
    expect(await loaded('script', '(await handler()).body')).toBe(machineScript());
    expect((await stat(packaged.bundlePath('script'))).size).toBeLessThan(20_000);
  });

  test('gives the reconciler the settings of config.toml', async () => {
    expect(await bundle('reconcile')).toContain('gitlab-docker-machine-%s');
  });

  test('leaves the schemas of calls that are not made out of the reconciler', async () => {
    const code = await bundle('reconcile');

    expect(code).toContain('CreateFleetRequest');
    expect(code).not.toContain('CreateVpcRequest');
  });

  test.each(['webhook', 'ec2-events', 'schedule'])('makes no %s that loads undici', async (name) => {
    expect(await loaded(name, "process.moduleLoadList.some((module) => module.includes('undici'))")).toBe(
      false,
    );
  });

  test.each(FUNCTIONS)('makes of %s a module that loads and exports its handler', async (name) => {
    expect(await loaded(name, 'typeof handler')).toBe('function');
  });
});
