import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** One call of an AWS API, as it went over the wire. */
export interface AwsCall {
  /** As the signature names it: dynamodb, ec2, ssm. */
  readonly service: string;
  readonly action: string;
  readonly input: Input;
}
export type Input = Readonly<Record<string, unknown>>;

export interface RecordingProxy {
  readonly url: string;
  /** What came through since it was last asked. */
  taken(): readonly AwsCall[];
  close(): void;
}

/** Stands before moto and notes every call: what a function asks AWS for, whatever SDK it asks with. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  let calls: AwsCall[] = [];
  const server = createServer(async (request, response) => {
    const body = await text(request);
    calls.push(callOf(request, body));
    await forward(`${target}${request.url}`, request, body, response);
  }).listen(0, '127.0.0.1');
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

async function forward(url: string, request: IncomingMessage, body: string, response: ServerResponse) {
  const { host: _, connection: __, 'content-length': ___, ...headers } = request.headers;
  const answer = await fetch(url, {
    method: request.method ?? 'POST',
    headers: headers as Record<string, string>,
    ...(body !== '' && { body }),
  });
  const {
    'content-encoding': _____,
    'transfer-encoding': ______,
    ...sent
  } = Object.fromEntries(answer.headers);
  response.writeHead(answer.status, sent).end(Buffer.from(await answer.arrayBuffer()));
}

/** The JSON protocol names the action in a header, the query protocol in the body. */
function callOf({ headers }: IncomingMessage, body: string): AwsCall {
  const service = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\//.exec(headers.authorization ?? '')?.[1] ?? '';
  const target = headers['x-amz-target'];
  if (typeof target === 'string')
    return { service, action: target.split('.').at(-1) ?? '', input: JSON.parse(body) };
  const input = Object.fromEntries(new URLSearchParams(body));
  return { service, action: input['Action'] ?? '', input };
}
