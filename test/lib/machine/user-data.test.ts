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
  const template = userDataTemplate({
    registerUrl: `https://\${HttpApi}.execute-api.\${AWS::Region}.amazonaws.com/machines/register`,
    region: `\${AWS::Region}`,
  });

  test('becomes the user data when CloudFormation has put its values in', () => {
    const values = { HttpApi: 'abc123', 'AWS::Region': 'eu-west-1' };
    expect(substitute(template, values)).toBe(userData(REAL));
  });

  test('leaves CloudFormation no placeholder but those it was given', () => {
    const placeholders = [...template.matchAll(/\$\{(?!!)([^}]*)\}/g)].map(([, name]) => name);
    expect(placeholders).toEqual(['HttpApi', 'AWS::Region', 'AWS::Region']);
  });

  test('the script has no expansion within another, nor an indirect one: Fn::Sub would misread them', () => {
    expect(SCRIPT).not.toMatch(/\$\{[^}]*\$\{|\$\{!/);
  });
});
