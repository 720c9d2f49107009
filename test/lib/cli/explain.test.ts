import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { patient } from '../../../functions/runtime/patience.ts';
import { clientOptions } from '../../../lib/cli/deployment/deployment.ts';
import { troubleOf } from '../../../lib/cli/explain.ts';

let silent: Server;
let endpoint: string;
beforeAll(async () => {
  silent = createServer(() => undefined).listen(0, '127.0.0.1');
  await new Promise((done) => silent.once('listening', done));
  endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
});
afterAll(() => {
  silent.closeAllConnections();
  silent.close();
});

test('an AWS that does not answer is given up, and said to be silent', async () => {
  const options = clientOptions({ region: 'eu-central-1' });
  expect(options.requestHandler).toEqual({
    ...{ connectionTimeout: 2000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });

  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const client = new DynamoDBClient({ ...options, ...patient(0.05), endpoint, credentials });
  const error = await client.send(new DescribeTableCommand({ TableName: 'any' })).catch((one) => one);
  client.destroy();
  expect(troubleOf(error)).toEqual({
    message: 'AWS did not answer in time.',
    todo: expect.stringContaining('Is there a network'),
  });
});
