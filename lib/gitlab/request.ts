import * as v from 'valibot';
import { OLDEST_TO_REFUSE, type Secret } from '../scaler/ports/secrets.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';
import { type Asked, GitLabError } from './gitlab-error.ts';
import { described } from './problems.ts';

export interface Connection {
  /** GitLab's address, without a slash at its end. */
  readonly url: string;
  /** The access token. Asked for with each call, so that the one who gives it may keep or change it. */
  readonly token: Secret;
  readonly fetch?: typeof fetch;
  /** Seconds until a call is given up. */
  readonly timeoutSeconds?: number;
  /** What time it is; none: by this computer's clock. */
  readonly now?: () => UnixSeconds;
}

export interface Call extends Asked {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly body?: object;
}

export interface Answer {
  readonly json: unknown;
  readonly headers: Pick<Headers, 'get'>;
  /** Seconds by which GitLab's clock is ahead of ours. */
  readonly ahead: number;
}

/** Undefined if GitLab answered 404: there is no such thing. Rejects with GitLabError for every other failure. */
export type Request = (call: Call) => Promise<Answer | undefined>;

/** That one call may take, where its connection names no other time. */
export const TIMEOUT_SECONDS = 10;
/** Characters of GitLab's message that an error shows. */
const SHOWN = 500;

/**
 * Calls GitLab's REST API with Node's own fetch: @gitbeaker/rest would add 51 ms to each cold start for a handful
 * of calls. https://docs.gitlab.com/api/rest/
 */
export function requester(connection: Connection): Request {
  return async (call) => {
    const { status, headers, text } = await exchange(connection, call);
    const now = connection.now?.() ?? Date.now() / 1000;
    if (status >= 200 && status < 300)
      return { json: parse(call, status, text), headers, ahead: secondsAhead(headers.get('date'), now) };
    if (status === 404) return undefined;
    throw new GitLabError(call, status, messageOf(status, headers, text));
  };
}

interface Exchanged {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** With the token that is stored, if GitLab refuses the one that was kept: it may be replaced by now, and revoked. */
async function exchange(connection: Connection, call: Call): Promise<Exchanged> {
  const kept = await connection.token();
  const answer = await exchangeWith(kept, connection, call);
  if (answer.status !== 401) return answer;
  const stored = await connection.token(OLDEST_TO_REFUSE);
  return stored === kept ? answer : exchangeWith(stored, connection, call);
}

async function exchangeWith(token: string, connection: Connection, call: Call): Promise<Exchanged> {
  const { url, timeoutSeconds = TIMEOUT_SECONDS } = connection;
  const send = connection.fetch ?? fetch;
  try {
    const response = await send(`${url}/api/v4${call.path}`, {
      method: call.method,
      headers: { 'private-token': token, 'content-type': 'application/json' },
      ...(call.body && { body: JSON.stringify(call.body) }),
      // A redirect that is followed to another host would hand it the token.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutSeconds * 1000),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    const failure = failureOf(error, timeoutSeconds);
    const host = URL.parse(url)?.host ?? '';
    throw new GitLabError(call, undefined, `GitLab did not answer: ${failure} (${host})`);
  }
}

/** Only codes and names: fetch's own message shows the token if that cannot be a header's value. */
function failureOf(error: unknown, timeoutSeconds: number): string {
  const { name, cause } = Object(error) as { readonly name?: unknown; readonly cause?: unknown };
  if (name === 'TimeoutError') return `no answer within ${timeoutSeconds} s`;
  if (cause === undefined) return `${name}: is the access token one line of plain characters?`;
  const { code, name: kind } = Object(cause) as { readonly code?: unknown; readonly name?: unknown };
  return String(code ?? (kind === 'Error' ? 'it cannot be reached' : kind));
}

function parse(call: Call, status: number, text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new GitLabError(call, status, 'what is not JSON. Is the url that of GitLab?');
  }
}

function messageOf(status: number, headers: Headers, text: string): string {
  if (status >= 300 && status < 400) return 'a redirect, which is not followed: correct the url';
  const said = told(text).slice(0, SHOWN);
  const wait = headers.get('retry-after');
  return wait === null ? said : `${said} (try again after ${wait.slice(0, SHOWN)} s)`;
}

/** GitLab's errors have a `message` (text, or lists of texts by field), an `error`, or both. */
function told(text: string): string {
  try {
    const { message, error, error_description: more } = Object(JSON.parse(text));
    const said = message ?? [error, more].filter((part) => part !== undefined).join(': ');
    return typeof said === 'string' ? said : JSON.stringify(said);
  } catch {
    return text;
  }
}

/** Seconds for which an answer's way, and a time in whole seconds, may account. */
const SAME_WITHIN = 5;

/**
 * By an answer's header Date; an answer without it counts as of now.
 * https://www.rfc-editor.org/rfc/rfc9110#section-6.6.1
 */
function secondsAhead(date: string | null, now: UnixSeconds): number {
  return aheadOf(Date.parse(date ?? '') / 1000, now);
}

/** Seconds by which a clock that shows this time is ahead of ours. */
export function aheadOf(time: UnixSeconds, now: UnixSeconds): number {
  const ahead = time - now;
  return Math.abs(ahead) > SAME_WITHIN ? ahead : 0;
}

/** Validates an answer at the edge. Throws GitLabError with what is wrong in it. */
export function read<S extends v.GenericSchema>(call: Call, schema: S, json: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  throw new GitLabError(call, undefined, `unexpected answer: ${parsed.issues.map(described).join('; ')}`);
}
