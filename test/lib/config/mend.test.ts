import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { inspect } from '../../../lib/config/inspect.ts';
import { mended } from '../../../lib/config/mend/mend.ts';
import { ConfigError } from '../../../lib/config/problem.ts';
import { fixture } from './told.ts';

const FIXTURES = [
  ...[
    'keys-in-many-places',
    'module-with-a-fleet',
    'strange-keys',
    'set-twice',
    'named-twice',
    'wrong-kinds',
  ],
  ...['scripts-of-before-17', 'cache-on-minio', 'engine-options', 'durations', 'own-ca'],
  ...readdirSync('test/fixtures/configs/published').map((file) => `published/${file.replace('.toml', '')}`),
];

test('forbidden keys go, and moved keys are in their new place', () => {
  const { text, done } = mended(fixture('keys-in-many-places'), 'config.toml');
  expect(text).toContain('# Keys of the bastion');
  expect(text).toContain(
    '    s3.ServerAddress = "s3-eu-west-1.amazonaws.com"\n    s3.BucketName = "ci-cache"\n',
  );
  expect(text).not.toMatch(/EXAMPLEKEY|EXAMPLESECRET|access-key|secret-key/);
  expect(inspect(text, 'config.toml').problems).toEqual([]);
  expect(done).toHaveLength(7);
});

test('settings of GitLab go to [runners.bastionless], and typos are mended', () => {
  const { settings } = inspect(mended(fixture('strange-keys'), 'config.toml').text, 'config.toml');
  expect(settings?.runners[0]).toMatchObject({
    tags: ['docker', 'linux'],
    runUntagged: true,
    passedOn: { docker: { pull_policy: 'always' } },
  });
});

test('the last of an option that is set twice stays', () => {
  const { text } = mended(fixture('set-twice'), 'config.toml');
  expect(text).not.toContain('m5.large');
  expect(text).toContain('m6i.large');
  expect(text.match(/security-group/g)).toHaveLength(2);
});

test('quotes around true and numbers go', () => {
  const { text } = mended(fixture('wrong-kinds'), 'config.toml');
  expect(text).toContain('output_limit = 4096');
  expect(text).toContain('privileged = false');
});

test('so they do around values of keys that are read here', () => {
  const written = fixture('set-twice')
    .replace(/^ *\[runners.machine\]\n/m, '$&    IdleTime = "600"\n')
    .replace(/^ *\[runners.bastionless\]\n/m, '$&    lookahead = "false"\n    lookahead_budget = "2.5"\n');
  expect(inspect(written, 'config.toml').problems).toHaveLength(3);
  const { text } = mended(written, 'config.toml');
  expect(text).toContain('IdleTime = 600\n');
  expect(text).toContain('lookahead = false\n    lookahead_budget = 2.5\n');
});

test.each(FIXTURES)('%s means the same as before, or more, and mending it again changes nothing', (name) => {
  const before = inspect(fixture(name), 'config.toml');
  const { text } = mended(fixture(name), 'config.toml');
  const after = inspect(text, 'config.toml');
  expect(mended(text, 'config.toml')).toEqual({ text, done: [] });
  expect(after.problems.length).toBeLessThanOrEqual(before.problems.length);
  if (before.settings !== undefined) {
    const [was] = before.settings.runners;
    expect(after.settings?.runners[0]).toMatchObject({
      ec2: was?.ec2,
      machine: was?.machine,
      engine: was?.engine,
    });
  }
});

test('changes are reported by the lines of the original file', () => {
  const text = fixture('keys-in-many-places');
  const lines = text.split('\n');
  const places = mended(text, 'config.toml').done.map(({ line, message }) => [
    lines[line - 1]?.trim(),
    message,
  ]);
  expect(places).toEqual(
    expect.arrayContaining([
      [expect.stringMatching(/^"?AccessKey/), 'is removed'],
      [expect.stringMatching(/^"amazonec2-access-key=/), '(amazonec2-access-key) is removed'],
      [expect.stringMatching(/^"amazonec2-secret-key=/), '(amazonec2-secret-key) is removed'],
      [expect.stringMatching(/^BucketName/), 'is s3.BucketName now'],
    ]),
  );
});

test('a comma before an element goes with it', () => {
  const text = fixture('set-twice').replace(
    '"amazonec2-instance-type=m5.large",',
    '"amazonec2-instance-type=m5.large"\n      ,',
  );
  expect(inspect(mended(text, 'config.toml').text, 'config.toml').warnings).toEqual([]);
});

describe('whatever is written on a line of such a file', () => {
  const VALUES = [
    'true',
    '"true"',
    '5',
    '-1',
    '[]',
    '["a"]',
    '[{ a = 1 }]',
    '{}',
    '""',
    '1979-05-27T07:32:00Z',
    'nan',
  ];
  const change = fc.record({
    file: fc.constantFrom(...FIXTURES),
    line: fc.nat(),
    how: fc.constantFrom(
      () => '',
      (line: string) => `${line}\n${line}`,
      (line: string) => line.toUpperCase(),
      ...VALUES.map((value) => (line: string) => line.replace(/=.*/, `= ${value}`)),
    ),
  });

  test('mending it ends, makes nothing worse, and is done in one go', () => {
    fc.assert(
      fc.property(change, ({ file, line, how }) => {
        const lines = fixture(file).split('\n');
        const at = line % lines.length;
        lines[at] = how(lines[at] ?? '');
        const text = `\uFEFF${lines.join('\n')}`;
        try {
          const before = inspect(text, 'config.toml').problems.length;
          const once = mended(text, 'config.toml').text;
          expect(inspect(once, 'config.toml').problems.length).toBeLessThanOrEqual(before);
          expect(mended(once, 'config.toml').done).toEqual([]);
        } catch (error) {
          // It is not TOML any more.
          if (!(error instanceof ConfigError)) throw error;
        }
      }),
      { numRuns: 80 },
    );
  });
});
