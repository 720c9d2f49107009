import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { aConfig } from '../a-config.ts';
import { aDeployment } from '../a-deployment.ts';
import { type RecordingProxy, type StandIn, startRecordingProxy } from '../deploy/recording-proxy.ts';

/** So many calls for records are refused, and those that follow go through. */
function refusesFirst(times: number): StandIn {
  let asked = 0;
  return async ({ service, action }) => {
    if (service !== 'dynamodb' || action !== 'Query') return undefined;
    asked += 1;
    if (asked > times) return undefined;
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return {
      status: 400,
      headers,
      body: JSON.stringify({ __type: 'AccessDeniedException', message: 'not now' }),
    };
  };
}

let proxy: RecordingProxy;
afterEach(() => proxy.close());

test('a reading that fails is told, and the next is shown', async () => {
  const { stage } = await aDeployment();
  proxy = await startRecordingProxy(process.env['AWS_ENDPOINT_URL'] ?? '', refusesFirst(2));
  const config = aConfig('https://gitlab.example.com');
  const args = ['lib/cli/main.ts', 'status', '--stage', stage, '--config', config, '--watch', '1', '--json'];
  const command = spawn(resolve('node_modules/.bin/node'), args, {
    env: { ...process.env, AWS_ENDPOINT_URL: proxy.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(command, 'close');
  let told = '';
  command.stderr.on('data', (chunk) => {
    told += chunk;
  });
  for await (const line of createInterface({ input: command.stdout })) {
    expect(JSON.parse(line)).toMatchObject({ jobs: [] });
    if (told !== '') break;
  }
  command.kill('SIGINT');
  await ended;
  expect(told).toMatch(/^error: AWS does not allow it: not now\n/);
});
