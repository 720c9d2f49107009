import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  HURRIED,
  LONG_SUFFERING,
  LONGEST_RETRIED,
  PATIENT,
  patient,
  secondsOf,
} from '../../../functions/runtime/patience.ts';

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

test.each([
  ['that GitLab waits for', HURRIED],
  ['of any other', PATIENT],
])('DynamoDB is tried no more often than a function %s can afford', async (_, { maxAttempts }) => {
  const { port } = silent.address() as AddressInfo;
  const client = new DynamoDBClient({
    ...{ endpoint: `http://127.0.0.1:${port}`, region: 'eu-central-1', maxAttempts },
    ...{ credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, ...patient(0.05) },
  });
  await expect(client.send(new ListTablesCommand())).rejects.toMatchObject({ $metadata: { attempts: 3 } });
});

test.each([
  ['webhook', HURRIED],
  ['register', PATIENT],
  ['report', PATIENT],
  ['ec2-events', PATIENT],
  ['schedule', PATIENT],
  ['audit', PATIENT],
  ['reconcile', PATIENT],
])('the function %s outlives a call that is never answered', async (name, patience) => {
  expect(patience.maxAttempts * secondsOf(patience)).toBeLessThan(await timeoutOf(name));
});

test.each(['audit', 'reconcile'])(
  'the function %s outlives such a call of EC2, though it begins at half of its time',
  async (name) => {
    expect(LONGEST_RETRIED + secondsOf(LONG_SUFFERING)).toBeLessThan((await timeoutOf(name)) / 2);
  },
);

/** Seconds. */
async function timeoutOf(name: string): Promise<number> {
  const text = await readFile('serverless.yml', 'utf8');
  const [, own = ''] = text.split(`\n  ${name}:\n    handler: `);
  const [, timeout] = /\n {4}timeout: (\d+)\n/.exec(own) ?? [];
  return Number(timeout);
}
