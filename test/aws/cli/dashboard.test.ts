import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { aMachine } from '../../builders/state.ts';
import { bastionless } from '../../lib/cli/bastionless.ts';
import { says } from '../../says.ts';
import { aDeployment } from '../a-deployment.ts';

/** The first event that the page is sent. */
async function firstEvent(url: string): Promise<string> {
  const { body } = await fetch(`${url}/api/events`);
  let text = '';
  for await (const part of body ?? []) {
    text += Buffer.from(part).toString();
    if (text.includes('\n\n')) break;
  }
  return text;
}

test('the page of a deployment, from its table', async () => {
  const { stage, table, store } = await aDeployment();
  await store.machines.create(aMachine('Idle', 1));
  const args = ['lib/cli/main.ts', 'dashboard', '--stage', stage, '--port', '0', '--json'];
  const command = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const shown = JSON.parse(await says(command, /\n/));
  expect(shown).toEqual({ table, url: expect.stringMatching(/^http:\/\/localhost:\d+$/) });

  const event = await firstEvent(shown.url);
  expect(event).toMatch(/^event: snapshot\ndata: /);
  expect(event).toContain(`"title":"stage ${stage}, us-east-1"`);
  expect(event).toContain(`"name":"${aMachine('Idle', 1).name}"`);
  const ended = once(command, 'exit');
  command.kill();
  await ended;
});

test.each([
  [['--stage', 'nowhere'], 'error: there is no stack bastionless-nowhere in us-east-1.'],
  [['--config', 'none.toml'], 'none.toml'],
  [['--port', '70000'], 'It must be a number from 0 to 65535.'],
])('%j is refused', async (args, message) => {
  const { code, err } = await bastionless('dashboard', ...args);
  expect(code).not.toBe(0);
  expect(err).toContain(message);
});
