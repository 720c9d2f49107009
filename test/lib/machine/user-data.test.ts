import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import { userData, userDataTemplate } from '../../../lib/machine/user-data.ts';

const REAL = {
  registerUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/machines/register',
  region: 'eu-west-1',
};
const SCRIPT = fs.readFileSync(new URL('../../../lib/machine/bootstrap.sh', import.meta.url), 'utf8');

/** CloudFormation's Fn::Sub, for what it says of `${Name}` and `${!Literal}`. */
function substitute(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(!?)([^}]*)\}/g, (_, literal, name) => {
    const value = literal ? `\${${name}}` : values[name];
    if (value === undefined) throw new Error(`Fn::Sub has no value for ${name}`);
    return value;
  });
}

/** What bash has in a variable after the lines that come before the script. */
function valueInBash(text: string, name: string): string {
  const variables = text.slice(0, text.indexOf('\nset -euo pipefail'));
  return execFileSync('bash', ['-c', `${variables}\nprintf %s "$${name}"`], { encoding: 'utf8' });
}

const placeholders = {
  registerUrl: `https://\${HttpApi}.execute-api.\${AWS::Region}.amazonaws.com/machines/register`,
  region: `\${AWS::Region}`,
};
const values = { HttpApi: 'abc123', 'AWS::Region': 'eu-west-1' };

describe('userData', () => {
  test('is the script, with the two variables before it', () => {
    const text = userData(REAL);
    expect(text.split('\n').slice(0, 3)).toEqual([
      '#!/bin/bash',
      `REGISTER_URL='${REAL.registerUrl}'`,
      `REGION='eu-west-1'`,
    ]);
    expect(text.endsWith(SCRIPT.slice(SCRIPT.indexOf('\n') + 1))).toBe(true);
  });

  test.each([
    ['a query', 'https://example.com/?a=1&b=$HOME'],
    ['quotes', `https://example.com/'"$(exit 1)"'`],
    ['lines', 'https://example.com/\n# more'],
  ])('gives the shell an address with %s as it is', (_, registerUrl) => {
    expect(valueInBash(userData({ ...REAL, registerUrl }), 'REGISTER_URL')).toBe(registerUrl);
  });

  test.each([
    ['userData', userData],
    ['userDataTemplate', userDataTemplate],
  ])('%s refuses more than the 16 KB that EC2 takes', (_, make) => {
    const registerUrl = `https://example.com/${'x'.repeat(16_384)}`;
    expect(() => make({ ...REAL, registerUrl })).toThrow(/^The user data has \d+ bytes; EC2 takes 16384\.$/);
  });

  test('half of what EC2 takes is left for a script that grows', () => {
    expect(Buffer.byteLength(userData(REAL))).toBeLessThan(8192);
  });
});

describe('userDataTemplate', () => {
  const template = userDataTemplate(placeholders);

  test('becomes the user data when CloudFormation has put its values in', () => {
    expect(substitute(template, values)).toBe(userData(REAL));
  });

  test('leaves CloudFormation no placeholder but those it was given', () => {
    const found = [...template.matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name]) => name);
    expect(found).toEqual(['HttpApi', 'AWS::Region', 'AWS::Region']);
  });

  test('the script has no expansion within another, nor an indirect one: Fn::Sub would misread them', () => {
    expect(SCRIPT).not.toMatch(/\$\{[^}]*\$\{|\$\{!/);
  });

  test('the script is in ASCII: cloud-init’s parser would misread other letters in one of several parts', () => {
    expect(Buffer.byteLength(SCRIPT)).toBe(SCRIPT.length);
  });
});

describe('with a file of the user’s', () => {
  /** The parts, their types and their texts, as cloud-init takes them apart. */
  function partsOf(text: string): [string, string][] {
    const script = `import email, json, sys
m = email.message_from_string(sys.stdin.buffer.read().decode())
parts = [p for p in m.walk() if not p.is_multipart()]
print(json.dumps([[p.get_content_type(), p.get_payload(decode=True).decode()] for p in parts]))`;
    return JSON.parse(execFileSync('python3', ['-c', script], { input: text, encoding: 'utf8' }));
  }

  test.each([
    ['a shell’s', '#!/bin/sh\necho 1\n', 'text/x-shellscript'],
    ['cloud-init’s', '#cloud-config\npackages: [jq]', 'text/cloud-config'],
    ['one for early in the boot', '#cloud-boothook\necho 1\n', 'text/cloud-boothook'],
    ['addresses of others', '#include\nhttps://example.com/x\n', 'text/x-include-url'],
    ['a template', '## template: jinja\n#cloud-config\n', 'text/jinja2'],
    ['one with expansions in each other', `#!/bin/sh\necho "\${A:-\${B}} \${!C}"\n`, 'text/x-shellscript'],
    ['one that Serverless would fill', `#!/bin/sh\necho "\${file(config.toml)}"\n`, 'text/x-shellscript'],
    ['one of many letters', `#cloud-config\n# ${'Grüße '.repeat(99)}`, 'text/cloud-config'],
  ])('%s is a part of its own before ours, as it is', (_, users, type) => {
    const text = substitute(userDataTemplate(placeholders, users), values);
    expect(partsOf(text)).toEqual([
      [type, users],
      ['text/x-shellscript', userData(REAL)],
    ]);
  });

  const several = (line: string) =>
    `Content-Type: multipart/mixed; boundary="x"\nMIME-Version: 1.0\n\n--x\nContent-Type: text/x-shellscript\n\n${line}\n--x--\n`;

  test('one that is of several parts itself stays so', () => {
    expect(partsOf(userData(REAL, several('#!/bin/sh')))).toEqual([
      ['text/x-shellscript', '#!/bin/sh'],
      ['text/x-shellscript', userData(REAL)],
    ]);
  });

  test.each([
    ['of no kind that cloud-init knows', 'echo 1\n', 'such as #!/bin/bash or #cloud-config (it is "echo 1")'],
    ['of several parts with variables', several(`echo \${HOME}`), 'encode those in Base64'],
    ['too long', `#!/bin/sh\n${'x'.repeat(12_000)}`, /bytes, 12010 of them of yours; EC2 takes 16384\.$/],
  ])('one that is %s is refused', (_, users, message) => {
    expect(() => userDataTemplate(placeholders, users)).toThrow(message);
  });
});
