import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { leanBundles } from '../../../infra/bundles/lean.ts';
import { STAND_INS } from '../../../infra/bundles/stand-ins.ts';

const SOURCE = `
import { ConditionalCheckFailedException, DynamoDBClient, DynamoDBServiceException, GetItemCommand } from '@aws-sdk/client-dynamodb';
export async function answerOf(endpoint) {
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', maxAttempts: 1 });
  try {
    return await client.send(new GetItemCommand({ TableName: 'jobs', Key: { pk: { S: 'active' } } }));
  } catch (error) {
    const { name, message, $metadata } = error;
    const isOf = (errors) => error instanceof errors;
    return { name, message, status: $metadata?.httpStatusCode, isOfService: isOf(DynamoDBServiceException), isKnown: isOf(ConditionalCheckFailedException) };
  }
}`;

let folder: string;
let modules: readonly string[];
let answerOf: (endpoint: string) => Promise<unknown>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lean-'));
  const outfile = join(folder, 'client.mjs');
  const { metafile } = await build({
    ...{ stdin: { contents: SOURCE, resolveDir: process.cwd() }, outfile, plugins: [...leanBundles] },
    ...{ bundle: true, format: 'esm', platform: 'node', mainFields: ['module', 'main'], metafile: true },
  });
  modules = Object.keys(metafile.inputs);
  ({ answerOf } = await import(pathToFileURL(outfile).href));
});
afterAll(() => rm(folder, { recursive: true }));

/** A DynamoDB that answers like this, and what its callers signed with. */
async function withTable<T>(status: number, body: object, use: (endpoint: string) => Promise<T>) {
  const keys: string[] = [];
  const server: Server = createServer(({ headers }, response) => {
    keys.push(/Credential=(\w+)\//.exec(headers.authorization ?? '')?.[1] ?? '');
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await use(`http://127.0.0.1:${port}`).finally(() => server.close());
  return { answer, keys };
}

const refused = (name: string) => ({
  ...{ __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no' },
});

test('each stand-in replaces a module that a client imports', () => {
  const idle = STAND_INS.filter(({ module }) => !modules.some((path) => module.test(path)));
  expect(idle).toEqual([]);
});

describe('a client in a bundle', () => {
  const before = { ...process.env };
  beforeAll(() =>
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: 'AKIALAMBDA', AWS_SECRET_ACCESS_KEY: 'secret' }),
  );
  afterAll(() => {
    process.env = before;
  });

  test('signs with Lambda’s credentials, and reads an answer', async () => {
    const { answer, keys } = await withTable(200, { Item: { pk: { S: 'active' } } }, (at) => answerOf(at));
    expect(keys).toEqual(['AKIALAMBDA']);
    expect(answer).toMatchObject({ Item: { pk: { S: 'active' } } });
  });

  test.each([
    ['that it knows by its class', 'ConditionalCheckFailedException', true],
    ['that it does not', 'ProvisionedThroughputExceededException', false],
    ['that nobody knows', 'BrandNewException', false],
  ])('tells the name, the message and the status of an error %s', async (_, name, isKnown) => {
    const { answer } = await withTable(400, refused(name), (at) => answerOf(at));
    expect(answer).toEqual({ name, message: 'no', status: 400, isOfService: true, isKnown });
  });
});
