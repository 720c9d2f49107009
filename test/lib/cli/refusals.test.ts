import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bastionless, bastionlessWith } from './bastionless.ts';

const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const aFolder = join(folder, 'a-folder');
mkdirSync(aFolder);
const missing = join(folder, 'missing');
const empty = file('empty', '');
const binary = file('binary', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0, 0, 1));
const latin1 = file('latin1', Buffer.from('concurrent = 1 # café', 'latin1'));
const list = file('list.json', '[]');
const notJson = file('not.json', '{machines}');

/** The command as a child process without credentials or network: nothing is asked of AWS or GitLab. */
const refused = async (args: readonly string[]) => {
  const { code, out, err } = await bastionless(...args);
  expect(`${out}${err}`).not.toMatch(/\n\s+at |node:internal|EISDIR|ENOENT|Invalid type/);
  const said = `${out}${err}`.split('\n').find((line) => line.startsWith('error: ')) ?? '';
  return { code, says: said.replaceAll(folder, '.') };
};

describe('files that are none', () => {
  const why: readonly (readonly [string, string])[] = [
    [missing, 'there is no file ./missing'],
    [aFolder, './a-folder is a folder, not a file'],
    [empty, './empty is empty'],
    [binary, './binary is not a text file'],
    [latin1, './latin1 is not in UTF-8: save it in that encoding'],
  ];
  const readers: readonly (readonly string[])[] = [
    ['policy', '--config'],
    ['plan', '--state', list, '--config'],
    ['plan', '--state'],
    ['simulate', '--config'],
    ['simulate', '--prices'],
    ['init', '--yes', '--config'],
  ];
  const whole = why.map(([path, says]) => [['check', path], says] as const);
  const one = readers.map((reader, index) => {
    const [path = '', says = ''] = why[index % why.length] ?? [];
    return [[...reader, path], says] as const;
  });
  const cases = [...whole, ...one];
  test.each(cases)('bastionless %j', async (args, says) => {
    expect(await refused(args)).toEqual({ code: 1, says: `error: ${says}` });
  });

  test.each<[readonly string[], string]>([
    [
      ['simulate', '--jobs', missing],
      'there is no file ./missing: bastionless export makes one of jobs in GitLab',
    ],
    [['simulate', '--jobs', aFolder], './a-folder is a folder, not a file'],
    [['simulate', '--html', aFolder], './a-folder is a folder, not a file'],
    [['simulate', '--svg', join(missing, 'x.svg')], 'there is no folder ./missing to write x.svg to'],
    [['move', file('c.toml', 'concurrent = 1'), '--to', aFolder], './a-folder is a folder, not a file'],
    [['plan', '--state', list], './list.json: it must hold a JSON object, {…} (it is a list)'],
    [
      ['plan', '--state', file('null.json', 'null')],
      './null.json: it must hold a JSON object, {…} (it is null)',
    ],
    [['simulate', '--prices', list], './list.json: it must hold a JSON object, {…} (it is a list)'],
    [
      ['plan', '--state', file('three.json', '{"machines": 3}')],
      './three.json: machines: must be a list of machines',
    ],
    [
      ['plan', '--state', file('tags.json', '{"jobs": [{"id": 1, "status": "pending", "tags": 1}]}')],
      './tags.json: jobs.0.tags: must be a list of tags',
    ],
  ])('bastionless %j', async (args, says) => {
    expect(await refused(args)).toEqual({ code: 1, says: `error: ${says}` });
  });

  test('JSON that is none is told with where it breaks', async () => {
    const { code, says } = await refused(['plan', '--state', notJson]);
    expect(code).toBe(1);
    expect(says).toMatch(/^error: \.\/not\.json: it is not JSON: .*position 1/);
  });
});

test.each<[readonly string[], string]>([
  [['simulate', '--jobs', list, '--per-day', '3'], '--per-day has no effect with --jobs: leave it out.'],
  [
    ['simulate', '--jobs', list, '--workload', 'steady'],
    '--workload has no effect with --jobs: leave it out.',
  ],
  [['simulate', '--jobs', list, '--from', '2026-11-23'], '--from has no effect with --jobs: leave it out.'],
  [['simulate', '--p95', '30'], '--p95 has no effect without --tune: leave it out.'],
  [['simulate', '--types', 't3.large'], '--types has no effect without --tune: leave it out.'],
  [['simulate', '--tune', '--svg', 'x.svg'], '--svg has no effect with --tune: leave it out.'],
  [['simulate', '--tune', '--compare', 'none'], '--compare has no effect with --tune: leave it out.'],
  [['drain', '--undo', '--reason', 'x'], '--reason has no effect with --undo: leave it out.'],
])('options that would be ignored are refused: %j', async (args, says) => {
  expect(await refused(args)).toEqual({ code: 2, says: `error: ${says}` });
});

test('a variable that is empty, as CI/CD has those that are not set, is none', async () => {
  const env = { BASTIONLESS_CONFIG: '', GITLAB_TOKEN: '', AWS_EC2_METADATA_DISABLED: 'true' };
  const { code } = await bastionlessWith(env, 'check');
  expect(code).toBe(0);
  const { err } = await bastionlessWith(env, 'init', '--yes', '--url', 'http://127.0.0.1:9');
  expect(err).toMatch(/there are no AWS credentials|the access token for GitLab is not said/);
});

test('plan’s help has the format of its state, with an example', async () => {
  const { out } = await bastionless('plan', '--help');
  expect(out).toContain('"machines": [{ "name":');
  expect(out).toContain('Example:');
});
