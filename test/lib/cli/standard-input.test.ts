import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bastionlessOn } from './bastionless.ts';

const seed = readFileSync('config.toml', 'utf8');
const broken = seed.replace('limit = 20', 'limit = -1');
const moved = join(mkdtempSync(join(tmpdir(), 'input-')), 'config.toml');

describe('- is the standard input', () => {
  test.each<[string, readonly string[], string]>([
    ['a config.toml', ['check', '-'], 'standard input is valid.'],
    ['that of a bastion', ['move', '-', '--to', moved], `${moved} is written.`],
  ])('%s', async (_, args, said) => {
    expect(await bastionlessOn(seed, ...args)).toEqual({
      code: 0,
      out: expect.stringContaining(said),
      err: '',
    });
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

test.each<[string, string, readonly string[], string]>([
  [
    'what is wrong has its line',
    broken,
    ['policy', '--config', '-'],
    'error: standard input:10: runners[0].limit: ',
  ],
  ['nothing came', '', ['check', '-'], 'error: standard input is empty\n'],
  [
    'it cannot be mended',
    seed,
    ['check', '--fix', '-'],
    'error: what comes from the input cannot be mended there.\n',
  ],
])('%s', async (_, input, args, said) => {
  const { code, err } = await bastionlessOn(input, ...args);
  expect([code, err]).toEqual([1, expect.stringContaining(said)]);
});

test('doctor, which looks at it more than once, reads it once', async () => {
  const { out } = await bastionlessOn(broken, 'doctor', '--config', '-');
  expect(out).toContain('standard input:10: must be a whole number');
});
