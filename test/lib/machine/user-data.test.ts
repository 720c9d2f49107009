import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { userDataOf, userDataSize } from '../../../lib/machine/user-data.ts';
import { aRunner } from '../../builders/settings.ts';

const REAL = { apiUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/machines', region: 'eu-west-1' };
const RUNNER = aRunner({
  passedOn: { docker: { image: 'ruby:3.4' } },
  software: { runnerVersion: '19.3.1', prefetch: [] },
});

const AROUND = `curl() { echo 'the script'; }; shutdown() { :; }; systemctl() { :; }\n`;

/** What it leaves for a machine's units to run: settings, and then the script that it has fetched. */
function left(text: string): string {
  const withoutBoot = AROUND + text.replace(/^ *exec .*$/m, 'cat "$S/machine"; exit');
  const folder = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim();
  try {
    return execFileSync('bash', ['--norc', '-c', withoutBoot], {
      env: { PATH: process.env['PATH'], BASTIONLESS_ROOT: folder },
      encoding: 'utf8',
    });
  } finally {
    execFileSync('rm', ['-r', folder]);
  }
}

describe('user data', () => {
  test('fetches the machine’s script, and puts its settings before it', () => {
    expect(left(userDataOf(RUNNER, REAL))).toBe(
      [
        `API_URL='${REAL.apiUrl}'`,
        `REGION='eu-west-1'`,
        `RUNNER_VERSION='19.3.1'`,
        `DOWNLOADS='https://s3.dualstack.us-east-1.amazonaws.com/gitlab-runner-downloads'`,
        `IMAGES='registry.gitlab.com/gitlab-org/gitlab-runner/gitlab-runner-helper:x86_64-v19.3.1 ruby:3.4'`,
        'the script\n',
      ].join('\n'),
    );
  });

  test.each([
    ['a query', 'https://example.com/?a=1&b=$HOME'],
    ['quotes', `https://example.com/'"$(exit 1)"'`],
    ['lines', 'https://example.com/\n# more'],
  ])('gives the shell an address with %s as it is', (_, apiUrl) => {
    const script = left(userDataOf(RUNNER, { ...REAL, apiUrl }));
    const settings = script.slice(0, script.indexOf('REGION='));
    expect(
      execFileSync('bash', ['--norc', '-c', `${settings}printf %s "$API_URL"`], { encoding: 'utf8' }),
    ).toBe(apiUrl);
  });

  test('is not led astray by a variable of the user’s that is called as one of ours', () => {
    const environment = { REGION: 'us-east-1', IMAGES: 'all', HTTPS_PROXY: 'http://proxy:3128' };
    const data = userDataOf({ ...RUNNER, engine: { daemon: {}, environment } }, REAL);
    const settings = left(data.slice(data.lastIndexOf('#!/bin/bash'), data.lastIndexOf('--bastionless-')));
    const said = settings.replace(/the script\n$/, `echo "$REGION $HTTPS_PROXY \${IMAGES##* }"`);
    expect(execFileSync('bash', ['--norc', '-c', said], { encoding: 'utf8' })).toBe(
      'eu-west-1 http://proxy:3128 ruby:3.4\n',
    );
  });

  test('holds no "${" but what it is given: CloudFormation would fill that in', () => {
    const text = userDataOf(
      RUNNER,
      { ...REAL, region: `\${AWS::Region}` },
      Buffer.from(`#!/bin/sh\necho \${HOME}\n`),
    );
    expect(text.match(/\$\{/g)).toHaveLength(1);
  });

  test('is in ASCII: cloud-init’s parser would misread other letters in one of several parts', () => {
    expect(userDataOf(RUNNER, REAL)).toMatch(/^[\n -~]*$/);
  });

  test('says how large it is, and how much EC2 takes', () => {
    expect(userDataSize(RUNNER)).toEqual({ bytes: expect.any(Number), limit: 16_384 });
    expect(userDataSize(RUNNER).bytes).toBeLessThan(2048);
  });
});

describe('with a file of the user’s', () => {
  /** The parts and their texts, as cloud-init takes them apart. */
  function partsOf(text: string): string[] {
    const script = `import base64, email, json, sys
m = email.message_from_string(sys.stdin.buffer.read().decode())
parts = [p for p in m.walk() if not p.is_multipart()]
print(json.dumps([[p.get_content_type(), base64.b64encode(p.get_payload(decode=True)).decode()] for p in parts]))`;
    const parts: [string, string][] = JSON.parse(
      execFileSync('python3', ['-c', script], { input: text, encoding: 'utf8' }),
    );
    return parts.map(([type, content]) => {
      const bytes = Buffer.from(content, 'base64');
      return (type === 'application/gzip' ? gunzipSync(bytes) : bytes).toString();
    });
  }

  test.each([
    ['a shell’s', '#!/bin/sh\necho 1\n'],
    ['cloud-init’s', '#cloud-config\npackages: [jq]'],
    ['one for early in the boot', '#cloud-boothook\necho 1\n'],
    ['addresses of others', '#include\nhttps://example.com/x\n'],
    ['a template', '## template: jinja\n#cloud-config\n'],
    ['one with expansions in each other', `#!/bin/sh\necho "\${A:-\${B}} \${!C}"\n`],
    ['one that Serverless would fill', `#!/bin/sh\necho "\${file(config.toml)}"\n`],
    ['one of many letters', `#cloud-config\n# ${'Grüße '.repeat(99)}`],
  ])('%s is a part of its own before ours, as it is, compressed already or not', (_, users) => {
    const expected = [users, userDataOf(RUNNER, REAL)];
    expect(partsOf(userDataOf(RUNNER, REAL, Buffer.from(users)))).toEqual(expected);
    expect(partsOf(userDataOf(RUNNER, REAL, gzipSync(users)))).toEqual(expected);
  });

  test('one of Windows has the ends of lines and the beginning that Linux knows', () => {
    const [users] = partsOf(userDataOf(RUNNER, REAL, Buffer.from('\uFEFF#!/bin/bash\r\necho 1\r\n')));
    expect(users).toBe('#!/bin/bash\necho 1\n');
  });

  const several = (line: string) =>
    `Content-Type: multipart/mixed; boundary="x"\nMIME-Version: 1.0\n\n--x\nContent-Type: text/x-shellscript\n\n${line}\n--x--\n`;

  test('one that is of several parts itself stays so', () => {
    expect(partsOf(userDataOf(RUNNER, REAL, Buffer.from(several('#!/bin/sh'))))).toEqual([
      '#!/bin/sh',
      userDataOf(RUNNER, REAL),
    ]);
  });

  test.each([
    ['of no kind that cloud-init knows', 'echo 1\n', 'such as #!/bin/bash or #cloud-config (it is "echo 1")'],
    ['of several parts with variables', several(`echo \${HOME}`), 'encode those in Base64'],
  ])('one that is %s is refused', (_, users, message) => {
    expect(() => userDataOf(RUNNER, REAL, Buffer.from(users))).toThrow(message);
  });

  test.each([
    ['Base64, which hardly compresses', 'base64', 13_312],
    ['hexadecimal digits', 'hex', 19_456],
  ] as const)('one of 12 KB and more fits: random %s', (_, encoding, length) => {
    const text = `#!/bin/sh\n: ${randomBytes(length).toString(encoding)}`.slice(0, length);
    expect(userDataSize(RUNNER, Buffer.from(text)).bytes).toBeLessThanOrEqual(16_384);
  });
});
