import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { bastionless, bastionlessOn } from './bastionless.ts';

const seed = readFileSync('config.toml', 'utf8');
const broken = seed.replace('limit = 20', 'limit = -1');

describe('- is the standard input', () => {
  test('a config.toml', async () => {
    const { code, out, err } = await bastionlessOn(seed, 'check', '-');
    expect([code, out, err]).toEqual([0, expect.stringContaining('standard input is valid.'), '']);
  });

  test('a state of machines and jobs', async () => {
    const { code, out } = await bastionlessOn(
      '{"jobs": [{"id": 7, "status": "pending"}]}',
      'plan',
      '--state',
      '-',
    );
    expect([code, out]).toEqual([0, expect.stringContaining('create  1')]);
  });

  test('jobs', async () => {
    const jobs = 'queued_at,duration_s,tags\n2026-11-23T09:30:00Z,60,\n';
    const { code, out } = await bastionlessOn(jobs, 'simulate', '--jobs', '-', '--compare', 'none');
    expect([code, out]).toEqual([0, expect.stringContaining('standard input: 1 job')]);
  });
});

test('what does not come is told', async () => {
  const { code, err } = await bastionlessOn('', 'move', '-');
  expect([code, err]).toEqual([1, 'error: standard input is empty\n']);
});

test('what comes cannot be corrected in its place', async () => {
  const { code, err } = await bastionless('check', '--fix', '-');
  expect([code, err]).toEqual([1, expect.stringContaining('cannot be corrected in its place.\n')]);
});

test('doctor, which looks at it more than once, reads it once', async () => {
  const { out } = await bastionlessOn(broken, 'doctor', '--config', '-');
  expect(out).toContain('standard input:10: runners[0].limit: must be a whole number');
});

test('a standard output that takes nothing is an error, not a crash', async () => {
  const child = promisify(execFile)('sh', ['-c', `"${process.execPath}" lib/cli/main.ts check > /dev/full`]);
  await expect(child).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^error: the output cannot be written: ENOSPC.*\n$/),
  });
});
