import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const npm = (script: string, ...args: string[]): Promise<Ran> =>
  run('npm', ['run', '-s', script, '--', ...args], { maxBuffer: 2 ** 26 }).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: Ran) => error,
  );

const lastLine = (text: string): unknown => JSON.parse(text.trimEnd().split('\n').at(-1) ?? '');

test('npm run soak ends with what it saw, as JSON', async () => {
  const { code, stdout } = await npm('soak', '--seeds', '2', '--first', '3', '--workers', '1', '--json');
  expect(code).toBe(0);
  expect(lastLine(stdout)).toEqual({
    seeds: 2,
    faults: expect.any(Number),
    simulatedHours: expect.any(Number),
    broken: [],
  });
});

test('npm run soak says how it is used, and what is wrong with how it was', async () => {
  const help = await npm('soak', '--help');
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--minutes <count>') });
  const wrong = await npm('soak', '--seeds', 'many');
  expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('it must be a whole number') });
});

test('npm run simulate:replay tells what happens, step by step', async () => {
  const { code, stdout } = await npm('simulate:replay', '--seed', '1');
  expect(code).toBe(0);
  for (const part of ['concurrent =', 'FAULT', 'job       1 pending', 'instance', 'No rule was broken.']) {
    expect(stdout).toContain(part);
  }
});

test('and, of a break, the rule and the fewest faults', async () => {
  const { code, stdout } = await npm(
    'simulate:replay',
    '--seed',
    '1',
    '--fewest',
    '--mutant',
    'forgets a machine',
  );
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /\n0 faults\nRule 3 was broken at \d\d:\d\d:\d\d\.\d+: the record of machine-\S+ was removed, and not its instance/,
  );
});
