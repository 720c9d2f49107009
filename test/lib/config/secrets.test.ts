import { readFileSync } from 'node:fs';
import { secretInSetting, unmistakableSecret, withoutSecrets } from '../../../lib/config/checks/secrets.ts';
import { ConfigError } from '../../../lib/config/problem.ts';
import { readConfig } from '../../../lib/config/read.ts';

const seed = readFileSync('config.toml', 'utf8');

/** Of the seed's config.toml with these lines in its entry. */
function problemsWith(...lines: readonly string[]): readonly string[] {
  const text = seed.replace('limit = 20', ['limit = 20', ...lines].join('\n  '));
  try {
    readConfig(text, 'config.toml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n');
  }
}

/** Put together here, so that no scanner takes this file for a leak. */
const secret = (...parts: readonly string[]) => parts.join('');

test.each([
  ['a token of GitLab', secret('glpat', '-abcdefghijklmnopqrst')],
  ['a token of GitLab', secret('glrt', '-t3_abcdefghijklmnopqrst.01.0a1b2c3d4')],
  ['a registration token of GitLab', secret('GR13', '48941abcdefghijklmnopqrst')],
  ['an access key of AWS', secret('AKIA', 'ABCDEFGHIJKLMNOP')],
  ['the signing key of a webhook', secret('whsec', '_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw')],
  ['a private key', secret('-----BEGIN RSA ', 'PRIVATE KEY-----')],
  ['a token of GitHub', secret('ghp', `_${'a'.repeat(36)}`)],
])('%s is known by its form, wherever it is', (what, text) => {
  expect(unmistakableSecret(`a text\n"${text}"`)).toEqual({ what, at: 8 });
  expect(withoutSecrets(`a text\n"${text}", "${text}"`)).toBe(`a text\n"(${what})", "(${what})"`);
});

test.each([
  'glrt-',
  'the prefix glpat- of tokens',
  'AKIA',
  'https://gitlab.example.com/a:b',
  'ssh://git@gitlab.example.com:22/shop',
  'API_TOKEN=$CI_JOB_TOKEN',
  'export PASSWORD="$SECRET_FROM_VAULT"',
  'SECRET=`aws ssm get-parameter`',
  'TOKENIZERS_PARALLELISM=4',
  'USE_TOKEN=true',
  'API_TOKEN=',
  'DOCKER_TLS_CERTDIR=/certs',
  'PASSWORD_FILE=/run/secrets/db',
])('%s is no secret', (text) => {
  expect(secretInSetting(text)).toBeUndefined();
});

test.each([
  ['engine-env=HTTPS_PROXY=http://ci:hunter2@proxy:3128', 'an address with a password'],
  ['engine-env=REGISTRY_PASSWORD=hunter2', 'a secret, REGISTRY_PASSWORD'],
  ['engine-opt=log-opt=splunk-token=hunter2', 'a secret, token'],
])('%s in an option of Docker’s engine is refused', (option, what) => {
  const text = seed.replace('"amazonec2-zone=a"', `"${option}"`);
  expect(() => readConfig(text, 'config.toml')).toThrow(
    `config.toml:35: runners[0].machine.MachineOptions[3]: holds what looks like ${what}.`,
  );
});

test.each(['engine-env=HTTPS_PROXY=http://proxy:3128', 'engine-opt=log-opt=max-size=10m'])(
  'there is no secret in %s',
  (option) => {
    const text = seed.replace('"amazonec2-zone=a"', `"${option}"`);
    expect(readConfig(text, 'config.toml').runners).toHaveLength(1);
  },
);

test.each([
  [
    'environment = ["A=1", "DEPLOY_TOKEN=s3cr3t"]',
    'environment[1]: holds what looks like a secret, DEPLOY_TOKEN.',
  ],
  ['environment = ["DB_PASSWORD=hunter2"]', 'environment[0]: holds what looks like a secret, DB_PASSWORD.'],
  [
    'pre_build_script = "export NPM_TOKEN=\'abc\'"',
    'pre_build_script: holds what looks like a secret, NPM_TOKEN.',
  ],
  [
    'pre_clone_script = "tool --api-key=abc --password=abc"',
    'pre_clone_script: holds what looks like a secret',
  ],
  [
    'clone_url = "https://ci:hunter2@gitlab.example.com"',
    'clone_url: holds what looks like an address with a password.',
  ],
  ['registry_password = "hunter2"', 'registry_password: looks like a secret.'],
])('%s in an entry is refused by its place', (line, problem) => {
  const [told, ...others] = problemsWith(line);

  expect(others).toEqual([]);
  expect(told).toContain(`config.toml:11: runners[0].${problem}`);
  expect(told).toContain('make it a masked variable of CI/CD in GitLab');
  expect(told).not.toMatch(/hunter2|s3cr3t/);
});

test('keys of a cache in another cloud are refused too', () => {
  const text = seed.replace(
    'BucketName',
    'Ignored = ""\n    [runners.cache.azure]\n    AccountKey = "key"\n    Name',
  );

  expect(() => readConfig(text, 'config.toml')).toThrow(
    'runners[0].cache.azure.AccountKey: looks like a secret',
  );
});

test('all of them are reported at once', () => {
  expect(
    problemsWith('environment = ["A_TOKEN=a", "B_TOKEN=b"]', 'pre_build_script = "C_TOKEN=c"'),
  ).toHaveLength(3);
});

test('the runner’s own token is fine: it is not deployed', () => {
  expect(problemsWith()).toEqual([]);
});
