import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { HURRIED, LONG_SUFFERING, PATIENT, patient } from '../../../functions/lambda/patience.ts';
import { parseMachineOptions } from '../../../lib/config/machine-options/parse.ts';

let silent: Server;
beforeAll(async () => {
  silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((done) => silent.once('listening', done));
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

test('a service that does not answer is an error that says so', async () => {
  const { port } = silent.address() as AddressInfo;
  const client = new DynamoDBClient({
    ...{ endpoint: `http://127.0.0.1:${port}`, region: 'eu-central-1', maxAttempts: 2 },
    ...{ credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, ...patient(0.05) },
  });

  await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({
    name: 'TimeoutError',
    $metadata: { attempts: 2 },
  });
});

const ATTEMPTS = 3;
const OF_EC2 = parseMachineOptions([]).ec2Api.maxAttempts;

test.each([
  ['webhook', HURRIED, ATTEMPTS],
  ['register', PATIENT, ATTEMPTS],
  ['report', PATIENT, ATTEMPTS],
  ['ec2-events', PATIENT, ATTEMPTS],
  ['schedule', PATIENT, ATTEMPTS],
  ['audit', LONG_SUFFERING, OF_EC2],
  ['reconcile', LONG_SUFFERING, OF_EC2],
])('the function %s outlives one', async (name, { requestHandler }, attempts) => {
  const { connectionTimeout, requestTimeout } = requestHandler;
  const milliseconds = attempts * Math.max(connectionTimeout, requestTimeout);

  expect(milliseconds).toBeLessThan(1000 * (await timeoutOf(name)));
});

/** Seconds. */
async function timeoutOf(name: string): Promise<number> {
  const text = await readFile('serverless.yml', 'utf8');
  const [, own = ''] = text.split(`\n  ${name}:\n    handler: `);
  const [, timeout] = /\n {4}timeout: (\d+)\n/.exec(own) ?? [];
  return Number(timeout);
}
