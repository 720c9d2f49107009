import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { check } from '../../../../lib/cli/check/check.ts';

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

test('a pipe, at which nobody would write', () => {
  rmSync(join(folder, 'user-data.sh'), { force: true });
  execFileSync('mkfifo', [join(folder, 'user-data.sh')]);
  expect(check(config).problems.map(({ message }) => message)).toEqual([
    expect.stringContaining('is a pipe or a device, not a file: copy it from the bastion'),
  ]);
});

const SCRIPT = '#!/bin/bash\necho hello\n';
const TOKEN = `glpat-${'a'.repeat(20)}`;

test.each<[string, string | Buffer]>([
  ['a script', SCRIPT],
  ['one of Windows', SCRIPT.replaceAll('\n', '\r\n')],
  ['one after a byte order mark', `\uFEFF${SCRIPT}`],
  ['one that is compressed', gzipSync(SCRIPT)],
  ['none, in a file that a template left empty', ''],
])('%s', (_, content) => {
  expect(saidOf(content)).toEqual([]);
});

test.each<[string, string | Buffer, string]>([
  ['a file that cloud-init does not know', 'echo hello\n', 'must begin with a line that cloud-init knows'],
  [
    'one that is neither text nor gzip',
    Buffer.of(0xff, 0xfe, 0),
    'must be a text in UTF-8, or one compressed by gzip',
  ],
  ['half of a gzip', gzipSync(SCRIPT).subarray(0, 15), 'must be a text in UTF-8, or one compressed by gzip'],
  ['a secret', `${SCRIPT}export TOKEN=${TOKEN}\n`, 'holds what looks like a token of GitLab, in line 3'],
  ['a secret in a gzip', gzipSync(`${SCRIPT}A=${TOKEN}\n`), 'holds what looks like a token of GitLab'],
])('%s', (_, content, expected) => {
  const said = saidOf(content);
  expect(said).toEqual([expect.stringContaining(expected)]);
  expect(said.join()).not.toContain(TOKEN);
});

test('a folder', () => {
  rmSync(join(folder, 'user-data.sh'), { force: true });
  mkdirSync(join(folder, 'user-data.sh'));
  expect(check(config).problems).toEqual([
    expect.objectContaining({ message: expect.stringContaining('is a folder, not a file: copy it') }),
  ]);
  rmSync(join(folder, 'user-data.sh'), { recursive: true });
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
