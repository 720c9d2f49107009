import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetParameterCommand } from '@aws-sdk/client-ssm';
import { patient } from '../../../functions/runtime/patience.ts';
import { ssmClient } from '../../../functions/runtime/ssm-client.ts';

const THROTTLED = JSON.stringify({ __type: 'ThrottlingException', message: 'Rate exceeded' });

/** Parameter Store that has no time for the first so many calls. */
async function parameterStore(throttled: number) {
  let calls = 0;
  const server = createServer((_, response) => {
    calls += 1;
    const answer = calls > throttled ? JSON.stringify({ Parameter: { Value: 'secret' } }) : THROTTLED;
    response.writeHead(calls > throttled ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(answer);
  }).listen(0, '127.0.0.1');
  await new Promise((done) => server.once('listening', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

test('where many functions begin at once, one waits for its secret until the others have theirs', async () => {
  // No pause before any further try.
  const { random } = Math;
  Math.random = () => 0;
  const { server, url } = await parameterStore(6);
  const environment = { AWS_ENDPOINT_URL_SSM: url, AWS_REGION: 'eu-central-1' };
  Object.assign(process.env, environment, { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' });
  try {
    const { Parameter } = await ssmClient(patient(60), 60).send(new GetParameterCommand({ Name: 'secret' }));
    expect(Parameter?.Value).toBe('secret');
  } finally {
    Math.random = random;
    server.closeAllConnections();
    server.close();
  }
});
