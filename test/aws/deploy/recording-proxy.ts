import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One call of an AWS API, as it went over the wire. */
export interface AwsCall {
  /** As the signature names it: dynamodb, ec2, ssm. */
  readonly service: string;
  /** Of a service whose protocol is REST: method and path, as in `PUT /bucket/key?versions`. */
  readonly action: string;
  readonly input: Input;
}
export type Input = Readonly<Record<string, unknown>>;

/** What is answered in moto's place, or undefined. */
export type StandIn = (call: AwsCall, body: string) => Promise<Answer | undefined>;
export interface Answer {
  /** 200, if it is not said. */
  readonly status?: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface RecordingProxy {
  readonly url: string;
  /** What came through since it was last asked. */
  taken(): readonly AwsCall[];
  close(): void;
}

/** Stands before moto and notes every call: what a function or a command asks AWS for, whatever SDK it asks with. */
export async function startRecordingProxy(
  target: string,
  standIn: StandIn = async () => undefined,
): Promise<RecordingProxy> {
  let calls: AwsCall[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await buffer(request);
    const call = callOf(request, body);
    calls.push(call);
    const answer = await standIn(call, body.toString());
    if (answer !== undefined) response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    else await forward(`${target}${request.url}`, request, body, response);
  };
  // A caller that got no answer would wait for ever. 400 and not 500, which an SDK would ask again for minutes.
  const server = createServer((request, response) =>
    handle(request, response).catch((error) => response.writeHead(400).end(String(error.stack))),
  ).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    taken() {
      const taken = calls;
      calls = [];
      return taken;
    },
    close: () => server.close(),
  };
}

async function forward(url: string, request: IncomingMessage, body: Buffer, response: ServerResponse) {
  const { host: _, connection: __, 'content-length': ___, expect: ____, ...headers } = request.headers;
  const answer = await fetch(url, {
    method: request.method ?? 'POST',
    headers: headers as Record<string, string>,
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
  const {
    'content-encoding': _____,
    'transfer-encoding': ______,
    ...sent
  } = Object.fromEntries(answer.headers);
  // Whole before its head is sent: what then fails could not be told any more.
  const whole = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, sent).end(whole);
}

/** The JSON protocol names the action in a header, the query protocol in the body. */
function callOf({ headers, method, url }: IncomingMessage, body: Buffer): AwsCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string') {
    return { service, action: target.split('.').at(-1) ?? '', input: JSON.parse(body.toString()) };
  }
  if (headers['content-type']?.startsWith('application/x-www-form-urlencoded')) {
    const input = Object.fromEntries(new URLSearchParams(body.toString()));
    return { service, action: input['Action'] ?? '', input };
  }
  return { service, action: `${method} ${url}`, input: {} };
}

/**
 * moto checks a template by cfn-lint, for seconds, each time that the command has one validated, and keeps its findings
 * to itself: a test of its own shows them, once.
 */
export const validatesAtOnce: StandIn = async ({ action }) =>
  action === 'ValidateTemplate'
    ? {
        headers: { 'content-type': 'text/xml' },
        body: '<ValidateTemplateResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><ValidateTemplateResult/></ValidateTemplateResponse>',
      }
    : undefined;
