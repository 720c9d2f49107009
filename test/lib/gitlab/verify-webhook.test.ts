import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { type ReceivedWebhook, verifyWebhook } from '../../../lib/gitlab/verify-webhook.ts';

const NOW = 1_795_514_400;
const DAY = 86_400;
const KEY = Buffer.from('0123456789abcdef0123456789abcdef');
const SIGNING = `whsec_${KEY.toString('base64')}`;
const BODY = '{"object_kind":"build","build_name":"prüfen"}';

interface Signing {
  readonly key?: Buffer;
  readonly id?: string;
  readonly timestamp?: string;
}

/** The algorithm of Standard Webhooks, by hand. */
function signed(body: string, { key = KEY, id = 'msg_1', timestamp = `${NOW}` }: Signing = {}) {
  const mac = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`, 'utf8').digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${mac}` };
}

function verdict(more: Partial<ReceivedWebhook>): string {
  const result = verifyWebhook({ headers: {}, body: BODY, secret: SIGNING, now: NOW, ...more });
  return result.kind === 'Genuine' ? 'Genuine' : result.reason;
}

const good = signed(BODY);
const signature = good['webhook-signature'];

test.each([
  ['the plain secret', { secret: 'shh', headers: { 'x-gitlab-token': 'shh' } }],
  ['a signing secret sent plain', { headers: { 'x-gitlab-token': SIGNING } }],
  ['a signature', { headers: good }],
  [
    'one right signature of several',
    { headers: { ...good, 'webhook-signature': `v1,AAAA v2,x ${signature}` } },
  ],
  ['a signature beside another token', { headers: { ...good, 'x-gitlab-token': 'other' } }],
  ['the plain secret beside a signature', { secret: 'shh', headers: { ...good, 'x-gitlab-token': 'shh' } }],
  ['a signature 300 s old', { headers: good, now: NOW + 300 }],
  ['a signature from 300 s ahead', { headers: good, now: NOW - 300 }],
])('%s is genuine', (_, more) => {
  expect(verdict(more)).toBe('Genuine');
});

const without = (name: string) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));

test.each([
  ['nothing', {}, 'X-Gitlab-Token is missing'],
  ['a wrong token', { secret: 'shh', headers: { 'x-gitlab-token': 'shhh' } }, 'is not the secret'],
  ['an empty token', { secret: 'shh', headers: { 'x-gitlab-token': '' } }, 'is not the secret'],
  ['an empty token for no secret', { secret: '', headers: { 'x-gitlab-token': '' } }, 'no webhook secret'],
  ['a changed body', { headers: good, body: `${BODY} ` }, 'no signature'],
  ['another key', { headers: signed(BODY, { key: Buffer.from('other') }) }, 'no signature'],
  ['another id', { headers: { ...good, 'webhook-id': 'msg_2' } }, 'no signature'],
  ['another time', { headers: { ...good, 'webhook-timestamp': `${NOW + 1}` } }, 'no signature'],
  ["yesterday's request", { headers: signed(BODY, { timestamp: `${NOW - DAY}` }) }, 'more than 300 s'],
  ['a request from 301 s ahead', { headers: good, now: NOW - 301 }, 'more than 300 s'],
  ['a time in words', { headers: signed(BODY, { timestamp: 'now' }) }, 'whole seconds'],
  ['a time with a fraction', { headers: signed(BODY, { timestamp: `${NOW}.5` }) }, 'whole seconds'],
  ['a time of hex digits', { headers: signed(BODY, { timestamp: '0x6B0' }) }, 'whole seconds'],
  ['no id', { headers: without('webhook-id') }, 'all of the headers'],
  ['no time', { headers: without('webhook-timestamp') }, 'all of the headers'],
  ['no signature', { headers: without('webhook-signature') }, 'all of the headers'],
  [
    'another version',
    { headers: { ...good, 'webhook-signature': signature.replace('v1', 'v1a') } },
    'no signature',
  ],
  [
    'a signature without its version',
    { headers: { ...good, 'webhook-signature': signature.slice(3) } },
    'no signature',
  ],
  [
    'a wrong signature with the right token',
    { headers: { ...good, 'webhook-signature': 'v1,AAAA', 'x-gitlab-token': SIGNING } },
    'no signature',
  ],
  ['an empty key', { secret: 'whsec_', headers: signed(BODY, { key: Buffer.alloc(0) }) }, 'no signing token'],
  ['a key that is not base64', { secret: 'whsec_&', headers: good }, 'no signing token'],
])('%s is refused', (_, more, reason) => {
  expect(verdict(more)).toContain(reason);
});

test('a reason holds nothing of the secret', () => {
  const told = [verdict({ headers: { 'x-gitlab-token': 'guess' } }), verdict({ headers: good, body: '' })];
  for (const reason of told) expect(reason).not.toMatch(/guess|whsec_[A-Za-z0-9]|MDEy/);
});

test('the signature of any body verifies, and of no other', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (body, other) => {
      const headers = signed(body);
      expect(verdict({ headers, body })).toBe('Genuine');
      fc.pre(other !== body);
      expect(verdict({ headers, body: other })).toContain('no signature');
    }),
  );
});
