import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CA_ON_MACHINES, certificatesIn, readGitlabCa } from '../../../lib/config/gitlab-ca.ts';
import { inspect } from '../../../lib/config/inspect.ts';
import { anOwnCa } from '../../builders/own-ca.ts';

const own = anOwnCa();
const other = anOwnCa();

describe('a file of certificates', () => {
  test('is read without what people write around them', () => {
    const text = `# ours\n${own.ca}\nsubject=CN = another\n${other.ca}`;
    expect(certificatesIn(text, 'ca.crt')).toBe(own.ca + other.ca);
  });

  test.each([
    ['a private key in it', own.ca + own.key, 'ca.crt holds a private key'],
    ['no certificate', 'ssh-rsa AAAA', 'ca.crt holds no certificate in PEM'],
    [
      'a broken one',
      own.ca.replace(/\n[A-Za-z0-9+/]{10}/, '\nAAAAAAAAAA'),
      'holds a certificate that cannot be read',
    ],
  ])('with %s is refused', (_, text, message) => {
    expect(() => certificatesIn(text, 'ca.crt')).toThrow(message);
  });

  test('is looked for in config.toml’s folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ca-'));
    writeFileSync(join(folder, 'ca.crt'), own.ca);
    const config = join(folder, 'config.toml');
    expect(readGitlabCa({ caFile: 'ca.crt' }, config)).toBe(own.ca);
    expect(readGitlabCa({}, config)).toBeUndefined();
    expect(() => readGitlabCa({ caFile: 'another.crt' }, config)).toThrow(
      `ca_file: there is no file ${join(folder, 'another.crt')}`,
    );
  });
});

describe('ca_file, said once,', () => {
  const written = readFileSync('test/fixtures/configs/own-ca.toml', 'utf8');
  const second = written.slice(written.indexOf('[[runners]]')).replace('name = "builds"', 'name = "b"');
  const withCa = (text: string, file: string) =>
    text.replace('[runners.bastionless]', `[runners.bastionless]\n    ca_file = "${file}"`);

  test('replaces tls-ca-file on the machines of all runners', () => {
    const { settings, warnings } = inspect(withCa(`${written}\n${second}`, 'ca.crt'), 'config.toml');
    expect(settings?.caFile).toBe('ca.crt');
    expect(settings?.runners.map(({ passedOn }) => passedOn['tls-ca-file'])).toEqual([
      CA_ON_MACHINES,
      CA_ON_MACHINES,
    ]);
    expect(warnings.filter(({ path }) => path.endsWith('tls-ca-file'))).toEqual([]);
  });

  test('may not be two', () => {
    const { problems } = inspect(withCa(written, 'one.crt') + withCa(second, 'two.crt'), 'config.toml');
    expect(problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining('differs from that of "b": all runners use one GitLab'),
    );
  });
});
