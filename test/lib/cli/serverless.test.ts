import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireNode } from '../../../lib/cli/serverless/node-version.ts';
import { PARAMETERS } from '../../../lib/cli/serverless/parameters.ts';
import { type ServerlessCommand, serverless } from '../../../lib/cli/serverless/run.ts';
import { packageRoot, workplace } from '../../../lib/cli/serverless/workplace.ts';

/** A package with these files, installed in an empty folder. */
function installed(): { readonly here: string; readonly root: string } {
  const here = mkdtempSync(join(tmpdir(), 'installed-'));
  const root = join(here, 'node_modules', 'bastionless');
  for (const folder of ['infra', 'functions', 'lib', 'dist', 'node_modules/nested'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['package.json', 'serverless.yml']) writeFileSync(join(root, file), file);
  writeFileSync(join(root, 'node_modules/nested/index.js'), 'nested');
  mkdirSync(join(here, 'node_modules/beside'));
  writeFileSync(join(here, 'node_modules/beside/index.js'), 'beside');
  return { here, root };
}

describe('where a deployment is made', () => {
  test('of an installed package: beside the user’s config.toml, with the packages that it finds where it is', async () => {
    const { here, root } = installed();
    const place = await workplace(root, here);

    expect(place).toBe(join(here, '.bastionless', 'deployment', 'bastionless'));
    expect(readFileSync(join(place, 'serverless.yml'), 'utf8')).toBe('serverless.yml');
    expect(readFileSync(join(place, 'node_modules/nested/index.js'), 'utf8')).toBe('nested');
    expect(readFileSync(join(place, '../node_modules/beside/index.js'), 'utf8')).toBe('beside');
  });

  test('of an upgraded one: nothing of the version before is left', async () => {
    const { here, root } = installed();
    const old = join(await workplace(root, here), 'lib', 'old.ts');
    writeFileSync(old, 'old');
    await workplace(root, here);

    expect(() => readFileSync(old)).toThrow('ENOENT');
  });

  test('of a clone: the clone itself', async () => {
    expect(await workplace(process.cwd(), '/elsewhere')).toBe(process.cwd());
  });
});

test('a command finds its package from wherever it lies in it', () => {
  const { root } = installed();
  expect(packageRoot(join(root, 'dist'))).toBe(root);
  expect(() => packageRoot(mkdtempSync(join(tmpdir(), 'alone-')))).toThrow('without its package');
});

describe('the command serverless is called', () => {
  /** Notes how it is called, and ends with 3. */
  const NOTES = `
    const { BASTIONLESS_CONFIG, BASTIONLESS_COMMAND } = process.env;
    const called = { args: process.argv.slice(2), cwd: process.cwd(), BASTIONLESS_CONFIG, BASTIONLESS_COMMAND };
    require('node:fs').writeFileSync(__dirname + '/called.json', JSON.stringify(called));
    process.exitCode = 3;`;

  const OPTIONS = {
    stage: 'prod',
    config: 'my.toml',
    param: ['tracing=true', 'api=dualstack'],
    awsProfile: 'ops',
  };

  test.each<ServerlessCommand>(['deploy', 'package', 'remove'])(
    'for %s, with the config.toml that is meant',
    async (command) => {
      const where = installed();
      const bin = join(where.here, 'node_modules/serverless/bin');
      mkdirSync(bin, { recursive: true });
      writeFileSync(join(bin, 'serverless.js'), NOTES);

      expect(await serverless(command, OPTIONS, where)).toBe(3);
      expect(JSON.parse(readFileSync(join(bin, 'called.json'), 'utf8'))).toEqual({
        args: [
          command,
          '--stage',
          'prod',
          '--param',
          'tracing=true',
          '--param',
          'api=dualstack',
          '--aws-profile',
          'ops',
        ],
        cwd: join(where.here, '.bastionless/deployment/bastionless'),
        BASTIONLESS_CONFIG: join(where.here, 'my.toml'),
        BASTIONLESS_COMMAND: 'npx bastionless',
      });
    },
  );

  test('of a package it is said where that is', async () => {
    const where = installed();
    const bin = join(where.here, 'node_modules/serverless/bin');
    mkdirSync(bin, { recursive: true });
    writeFileSync(join(bin, 'serverless.js'), '');
    const said: string[] = [];
    const { write } = process.stdout;
    process.stdout.write = (text: string | Uint8Array) => said.push(String(text)) > 0;
    const code = await serverless('package', OPTIONS, where);
    process.stdout.write = write;
    const folder = join(where.here, '.bastionless/deployment/bastionless/.serverless');
    expect({ code, said }).toEqual({ code: 0, said: [`It is in ${folder}\n`] });
  });

  test('and where it is not installed, that is said', async () => {
    await expect(serverless('deploy', OPTIONS, installed())).rejects.toThrow('serverless is not installed');
  });
});

test.each([
  ['22.19.0', true],
  ['24.0.0', true],
  ['22.18.9', false],
  ['20.20.2', false],
])('Node %s makes a deployment: %s', (version, isEnough) => {
  const { engines } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect(engines.node).toBe('>=22.19');
  const said = isEnough ? undefined : `a deployment takes Node 22.19 or newer, and this is ${version}.`;
  const required = () => requireNode(version);
  if (said === undefined) expect(required).not.toThrow();
  else expect(required).toThrow(said);
});

test('the help of deploy and the page on it tell of each parameter of serverless.yml', () => {
  const [, block = ''] =
    /^params:\n {2}default:\n((?: {4}.*\n)+)/m.exec(readFileSync('serverless.yml', 'utf8')) ?? [];
  const names = [...block.matchAll(/^ {4}([a-z-]+):/gm)].map(([, name]) => name);
  const page = readFileSync('docs/deploying.md', 'utf8');
  expect(names.length).toBeGreaterThan(5);
  expect(names.filter((name) => !PARAMETERS.includes(`  ${name}=`))).toEqual([]);
  expect(names.filter((name) => !page.includes(`| \`${name}=`))).toEqual([]);
});
