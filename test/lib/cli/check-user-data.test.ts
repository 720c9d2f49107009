import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { check } from '../../../lib/cli/check/check.ts';

const folder = mkdtempSync(join(tmpdir(), 'check-'));
afterAll(() => rmSync(folder, { recursive: true }));
const config = join(folder, 'config.toml');
beforeAll(() => copyFileSync('test/fixtures/configs/user-data.toml', config));

/** What check says of the option when this is in the file, beside config.toml. */
function saidOf(content: string | Buffer | undefined): string[] {
  rmSync(join(folder, 'user-data.sh'), { force: true });
  if (content !== undefined) writeFileSync(join(folder, 'user-data.sh'), content);
  const { problems, runners } = check(config);
  const key = runners[0]?.keys.find(({ note, path }) => path.endsWith('MachineOptions[2]') && note !== '');
  expect(key?.verdict).toBe(problems.length === 0 ? 'honoured' : 'refused');
  return problems.map(({ line, message }) => `${line}: ${message}`);
}

test('a file that was left on the bastion', () => {
  expect(saidOf(undefined)).toEqual([
    expect.stringMatching(/^14: there is no file .*: copy it from the bastion/),
  ]);
});

test('a file that cloud-init does not know', () => {
  expect(saidOf('echo hello\n')).toEqual([
    expect.stringContaining('must begin with a line that cloud-init knows'),
  ]);
});

test('12 KB that hardly compress fit, and their size is told', () => {
  expect(saidOf(`#!/bin/bash\n# ${randomBytes(9300).toString('base64')}`.slice(0, 12_288))).toEqual([]);
  const [size] = check(config).userData;
  expect(size).toMatchObject({ limit: 16_384 });
  expect(size?.bytes).toBeGreaterThan(12_288);
});

test('one that is too long is told with its bytes', () => {
  expect(saidOf(`#!/bin/bash\n# ${randomBytes(12_000).toString('hex')}\n`)).toEqual([
    expect.stringMatching(/user-data.sh has 240\d\d bytes: .* EC2 takes 16384/),
  ]);
});
