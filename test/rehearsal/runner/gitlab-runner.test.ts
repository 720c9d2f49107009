import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../../../lib/config/read.ts';
import { machineRegistration } from '../../../lib/machine/runner-config.ts';

const STAND_IN = ['python3', fileURLToPath(new URL('gitlab-runner', import.meta.url))];
const REAL = process.env['REAL_GITLAB_RUNNER'];
const [program = '', ...script] = REAL === undefined ? STAND_IN : [REAL];
const folder = mkdtempSync(join(tmpdir(), 'gitlab-runner-'));
const file = join(folder, 'config.toml');
afterAll(() => rmSync(folder, { recursive: true }));

/** tomllib is Python's own from 3.11 on. */
const hasPython = REAL !== undefined || spawnSync('python3', ['-c', 'import tomllib']).status === 0;
if (!hasPython) process.stderr.write('skipped: the stand-in of gitlab-runner takes Python 3.11\n');
const testOnPython = hasPython ? test : test.skip;

function run(config: string, ...command: readonly string[]) {
  writeFileSync(file, config);
  const { status, stderr } = spawnSync(program, [...script, ...command, '--config', file], {
    encoding: 'utf8',
  });
  return { status, stderr };
}

const GOOD = `
concurrent = 1
[[runners]]
  name = "m-1"
  url = "http://127.0.0.1:9"
  token = "glrt-secret"
  executor = "docker"
  [runners.docker]
    image = "busybox"
`;
const VALID = { status: 0, stderr: expect.stringMatching(/^Configuration file is valid\.\s*\S*\s*$/) };
const without = (line: string) => GOOD.replace(line, '');
const also = (line: string) => `${GOOD}${line}\n`;

describe('lint', () => {
  testOnPython.each<[string, string]>([
    ['what is right', GOOD],
    ['keys in any case of letters', GOOD.replace('image', 'IMAGE')],
    ['one pull policy', also('pull_policy = "always"')],
    ['several', also('pull_policy = ["always", "never"]')],
    [
      'a cache',
      also('[runners.cache]\nType = "s3"\nPath = "p"\nShared = true\n[runners.cache.s3]\nBucketName = "b"'),
    ],
  ])('takes %s', (_, config) => {
    expect(run(config, 'lint')).toEqual(VALID);
  });

  testOnPython.each([
    ['a key that it does not know', also('pull_polcy = "always"'), 'unknown key: runners.docker.pull_polcy'],
    [
      'a text for a number',
      also('shm_size = "1g"'),
      '(last key "runners.docker.shm_size"): incompatible types',
    ],
    [
      'a text for yes or no',
      also('privileged = "false"'),
      '(last key "runners.docker.privileged"): incompatible types',
    ],
    [
      'tags, which are set in GitLab',
      GOOD.replace('  name', '  tags = ["a"]\n  name'),
      'unknown key: runners.tags',
    ],
  ])('refuses %s', (_, config, words) => {
    const { status, stderr } = run(config, 'lint');
    expect(status).toBe(1);
    expect(stderr).toContain(words);
  });
});

describe('run-single', () => {
  testOnPython.each<[string, string, readonly string[], number, string]>([
    [
      'panics at --shutdown-timeout',
      GOOD,
      ['--runner', 'm-1', '--shutdown-timeout', '30'],
      2,
      'panic: reflect',
    ],
    [
      'refuses a flag that it does not know',
      GOOD,
      ['--runner', 'm-1', '--builds', '1'],
      1,
      'not defined: -builds',
    ],
    ['refuses a wrong type', also('privileged = "false"'), ['--runner', 'm-1'], 1, 'incompatible types'],
    ['refuses a runner that is not in the file', GOOD, ['--runner', 'm-2'], 1, "name 'm-2'"],
    [
      'refuses an entry without token',
      without('token = "glrt-secret"'),
      ['--runner', 'm-1'],
      1,
      'Missing Token',
    ],
    ['refuses a number that is none', GOOD, ['--runner', 'm-1', '--max-builds', 'x'], 1, 'invalid syntax'],
  ])('%s', (_, config, words, status, said) => {
    const ended = run(config, 'run-single', ...words);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(said);
  });

  testOnPython('looks at no key that it does not know', () => {
    const ended = run(also('pull_polcy = "always"'), 'run-single', '--runner', 'm-1', '--wait-timeout', '1');
    expect(ended.status).toBe(0);
    expect(ended.stderr).toContain('has not received a job in 1 seconds');
  });
});

testOnPython.each(['config.toml', 'test/rehearsal/config.toml'])(
  'it takes what a machine of %s is given',
  (path) => {
    const settings = readConfig(readFileSync(path, 'utf8'), path);
    const [runner] = settings.runners;
    if (runner === undefined) throw new Error('there is no runner');
    const registration = machineRegistration({
      runner,
      ...{ gitlabUrl: 'http://127.0.0.1:9', machineName: 'm', places: 1, runnerId: 1, token: 'glrt-secret' },
    });
    expect(run(registration.config, 'lint')).toEqual(VALID);
    const [limit] = [...registration.arguments].flatMap((word, at) =>
      word === '--wait-timeout' ? [at + 1] : [],
    );
    const quick = registration.arguments.map((word, at) => (at === limit ? '1' : word));
    expect(run(registration.config, 'run-single', ...quick).status).toBe(0);
  },
);

if (REAL !== undefined)
  test('the keys that it says it reads are those on record', () => {
    const { stdout } = spawnSync(program, [...script, 'keys'], { encoding: 'utf8' });
    expect(stdout).toBe(readFileSync('test/fixtures/gitlab-runner-keys.txt', 'utf8'));
  });
