import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createProgram } from '../../lib/cli/program.ts';
import { bastionless } from '../lib/cli/bastionless.ts';
import { judge } from './commands/judge.ts';
import { TESTED_IN } from './commands/judge-bastionless.ts';
import { shownCommands } from './commands/shell-blocks.ts';
import { PAGES } from './pages.ts';

const shown = PAGES.flatMap(shownCommands);

test('every command in the documentation exists, with its flags and values', async () => {
  expect(shown.length).toBeGreaterThan(50);
  const found = await Promise.all(
    shown.map(async ({ at, words }) => ({ at, command: words.join(' '), wrong: await judge(words) })),
  );
  expect(found.filter(({ wrong }) => wrong !== undefined)).toEqual([]);
});

test('so is every command of the pipeline that deploys from GitLab', async () => {
  const pipeline = readFileSync('docs/examples/deploy.gitlab-ci.yml', 'utf8');
  const commands = [...pipeline.matchAll(/^ +- (npx .*)$/gm)].map(([, command = '']) => command.split(' '));
  expect(commands.map(([, , name]) => name)).toEqual(['check', 'deploy']);
  expect(await Promise.all(commands.map(judge))).toEqual([undefined, undefined]);
});

test.each([
  ['a program', 'brew install bastionless'],
  ['a command', 'bastionless destroy'],
  ['a flag', 'bastionless status --wach'],
  ['a value', 'bastionless simulate --workload lunch'],
  ['an option that is missing', 'bastionless plan'],
  ['a script', 'npm run deploy'],
  ['a flag of a script', 'npm run soak -- --sedes 3'],
  ['a flag of npm start', 'npm start -- --fast'],
  ['a test', 'npm run -s jest -- test/none.test.ts'],
  ['a parameter', 'npx serverless deploy --param alarm-mail=a@b.c'],
  ['a flag of serverless', 'npx serverless deploy --stag dev'],
])('%s that is not there is found: %s', async (_, line) => {
  expect(await judge(line.split(' '))).toEqual(expect.any(String));
});

test('every command is run by a test and named in the README', () => {
  const commands = createProgram()
    .commands.map((command) => command.name())
    .filter((name) => name !== 'complete' && name !== 'help');
  expect(Object.keys(TESTED_IN).sort()).toEqual(commands.sort());
  const readme = readFileSync('README.md', 'utf8');
  for (const [name, file] of Object.entries(TESTED_IN)) {
    expect(readFileSync(file, 'utf8')).toContain(`'${name}'`);
    expect(readme).toContain(`bastionless ${name}`);
  }
});

describe('commands that the pages run without AWS and GitLab', () => {
  const RUN = ['check', 'policy', 'plan', 'simulate'];
  /** Done soon: of two flags, the last counts. */
  const small = (args: readonly string[]): readonly string[] => {
    if (args[0] !== 'simulate') return [];
    return args.includes('--jobs') ? ['--days', '0.1'] : ['--days', '0.1', '--per-day', '100'];
  };
  const lines = shown
    .map(({ words }) => words.slice(words.lastIndexOf('--', 4) + 1))
    .map((words) => (words[0] === 'bastionless' ? words.slice(1) : words))
    // Tuning takes a while, and has tests of its own.
    .filter((words) => RUN.includes(words[0] ?? '') && !words.includes('--tune'));
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));

  const here = process.cwd();
  afterAll(() => process.chdir(here));
  beforeAll(() => {
    mkdirSync(join(folder, 'docs'));
    cpSync('config.toml', join(folder, 'config.toml'));
    writeFileSync(join(folder, 'state.json'), '{"machines": [], "jobs": []}');
    writeFileSync(join(folder, 'jobs.csv'), 'queued_at,duration_s,tags\n2026-11-23T08:00:00Z,60,\n');
    process.chdir(folder);
  });

  test.each([...new Set(lines.map((words) => words.join(' ')))])('bastionless %s', async (line) => {
    const args = line.split(' ');
    const { code, out } = await bastionless(...args, ...small(args));
    expect({ code, isSaid: out !== '' }).toEqual({ code: 0, isSaid: true });
  });
});
