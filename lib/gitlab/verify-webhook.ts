import { createHmac, hash, timingSafeEqual } from 'node:crypto';
import type { UnixSeconds } from '../scaler/state/time.ts';

/** `reason` is for the log and the caller: it holds no secret, nor anything that was sent. */
export type Verdict = { readonly kind: 'Genuine' } | { readonly kind: 'Refused'; readonly reason: string };

export interface ReceivedWebhook {
  /** By lower-case name, as API Gateway gives them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** As it was sent: a signature is over these very characters. */
  readonly body: string;
  /** What GitLab was given as the hook's secret token, or its signing token (`whsec_…`). */
  readonly secret: string;
  readonly now: UnixSeconds;
}

/** Seconds by which a signed request may be older or newer than now: what Standard Webhooks' own libraries allow. */
const TOLERANCE = 300;
const SIGNING_PREFIX = 'whsec_';
const SIGNATURE_HEADERS = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
const GENUINE: Verdict = { kind: 'Genuine' };

/**
 * Did GitLab send it? Either X-Gitlab-Token is the secret, or the secret signs the request.
 * https://docs.gitlab.com/user/project/integrations/webhooks/#validate-payloads-by-using-a-secret-token
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * A `whsec_…` secret also counts in X-Gitlab-Token, because people can put it in that field of the hook.
 * Whoever sends it knows it and could sign as well; where GitLab signs, it never travels. But a request with
 * any part of a signature is judged by the signature alone: a token does not mend a wrong signature.
 */
export function verifyWebhook(webhook: ReceivedWebhook): Verdict {
  const { headers, secret } = webhook;
  if (secret === '') return refused('no webhook secret is configured');
  const isSigned = SIGNATURE_HEADERS.some((name) => headers[name] !== undefined);
  return isSigned && secret.startsWith(SIGNING_PREFIX) ? verifySignature(webhook) : verifyToken(webhook);
}

function verifyToken({ headers, secret }: ReceivedWebhook): Verdict {
  const token = headers['x-gitlab-token'];
  if (token === undefined) return refused('the header X-Gitlab-Token is missing, and so is a signature');
  return isSame(token, secret) ? GENUINE : refused('X-Gitlab-Token is not the secret of this webhook');
}

function verifySignature({ headers, body, secret, now }: ReceivedWebhook): Verdict {
  const [id, timestamp, signatures] = SIGNATURE_HEADERS.map((name) => headers[name]);
  if (!id || !timestamp || !signatures) {
    return refused(`a signed webhook has all of the headers ${SIGNATURE_HEADERS.join(', ')}`);
  }
  if (!/^\d{1,12}$/.test(timestamp)) return refused('webhook-timestamp must be in whole seconds since 1970');
  if (Math.abs(now - Number(timestamp)) > TOLERANCE) {
    return refused(`webhook-timestamp is more than ${TOLERANCE} s from now`);
  }
  const key = keyOf(secret);
  if (key === undefined) return refused('the configured secret is no signing token: base64 after whsec_');

  const expected = `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
  const isGenuine = signatures.split(' ').some((signature) => isSame(signature, expected));
  return isGenuine ? GENUINE : refused('no signature in webhook-signature is that of the body');
}

/**
 * Undefined if it is not a signing key: with an empty key anyone could sign, and Buffer ignores what is not
 * base64.
 */
function keyOf(secret: string): Buffer | undefined {
  const encoded = secret.slice(SIGNING_PREFIX.length);
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(encoded)) return undefined;
  const key = Buffer.from(encoded, 'base64');
  return key.length > 0 ? key : undefined;
}

/** In constant time, over digests, so that not even the length of the secret shows. */
function isSame(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other));
}

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

const refused = (reason: string): Verdict => ({ kind: 'Refused', reason });
