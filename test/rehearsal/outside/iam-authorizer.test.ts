import { createHash, createHmac } from 'node:crypto';
import { iamAuthorizer } from './iam-authorizer.ts';
import { roleCredentials } from './metadata-service.ts';

const credentials = roleCredentials();
const caller = { userId: 'AROA1:i-0123456789abcdef0', credentials };
const authorize = iamAuthorizer('us-east-1', [caller]);

interface Signing {
  readonly secret?: string;
  readonly token?: string;
  readonly region?: string;
  readonly service?: string;
  readonly at?: Date;
  /** What is signed, if not what is sent. */
  readonly signedBody?: string;
}

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** By the steps of AWS's description. */
function signed({
  secret = credentials.secretAccessKey,
  token = credentials.sessionToken,
  ...more
}: Signing): Request {
  const { region = 'us-east-1', service = 'execute-api', at = new Date(), signedBody = '{}' } = more;
  const time = at.toISOString().replaceAll(/[:-]|\.\d+/g, '');
  const day = time.slice(0, 8);
  const headers = {
    'content-type': 'application/json',
    host: '10.77.0.1',
    'x-amz-date': time,
    'x-amz-security-token': token,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const canonical = ['POST', '/machines/register', '', lines.join(''), names, sha256(signedBody)].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
  const signature = hmac(key, ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')).toString(
    'hex',
  );
  const authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return new Request('http://10.77.0.1/machines/register', {
    method: 'POST',
    headers: { ...headers, authorization },
    body: '{}',
  });
}

test('a call that an instance signed is its own', async () => {
  expect(await authorize(signed({}))).toBe(caller.userId);
});

test.each<[string, Signing]>([
  ['with another secret', { secret: 'another' }],
  ['with the token of other credentials', { token: roleCredentials().sessionToken }],
  ['for another region', { region: 'eu-west-1' }],
  ['for another service', { service: 's3' }],
  ['long ago', { at: new Date(Date.now() - 3_600_000) }],
  ['with another body', { signedBody: '{"a":1}' }],
])('nobody is who signed %s', async (_, signing) => {
  expect(await authorize(signed(signing))).toBeUndefined();
});

test('nobody is who did not sign', async () => {
  const request = new Request('http://10.77.0.1/machines/register', { method: 'POST', body: '{}' });
  expect(await authorize(request)).toBeUndefined();
});
