import { randomUUID } from 'node:crypto';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { secretParameter } from '../../lib/aws/secrets.ts';
import { VirtualClock } from '../../lib/simulation/clock/virtual-clock.ts';
import { NOW } from '../builders/state.ts';

let requests = 0;
const client = new SSMClient({});
client.middlewareStack.add(
  (next, { commandName }) =>
    (args) => {
      if (commandName === 'GetParameterCommand') requests += 1;
      return next(args);
    },
  { step: 'initialize', name: 'countReads' },
);
afterAll(() => client.destroy());

const clock = new VirtualClock(NOW);
const opened = (name: string) => secretParameter(client, name, clock);

async function aParameter(Value: string): Promise<string> {
  const Name = `/bastionless/${randomUUID()}`;
  await client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
  return Name;
}

test('reads the secret, decrypted', async () => {
  expect(await opened(await aParameter('glpat-1'))()).toBe('glpat-1');
});

test('reads it without the line end of the file that it was stored from', async () => {
  expect(await opened(await aParameter('glpat-1\n'))()).toBe('glpat-1');
});

test('reads it once, however often and by however many it is asked for', async () => {
  const secret = opened(await aParameter('glpat-1'));
  requests = 0;
  await Promise.all([secret(), secret(), secret()]);
  await secret();
  expect(requests).toBe(1);
});

test('reads it again after a read that failed', async () => {
  const name = await aParameter('glpat-1');
  const secret = opened(name);
  await client.send(new DeleteParameterCommand({ Name: name }));
  await expect(secret()).rejects.toThrow(`there is no SSM parameter ${name}`);
  await client.send(new PutParameterCommand({ Name: name, Value: 'glpat-2', Type: 'SecureString' }));
  expect(await secret()).toBe('glpat-2');
});

test('heeds a new one within five minutes', async () => {
  const name = await aParameter('glpat-1');
  const secret = opened(name);
  expect(await secret()).toBe('glpat-1');
  await client.send(new PutParameterCommand({ Name: name, Value: 'glpat-2', Overwrite: true }));
  await clock.advance(299);
  expect(await secret()).toBe('glpat-1');
  await clock.advance(1);
  expect(await secret()).toBe('glpat-2');
});

test('heeds a new one sooner where a newer one is asked for', async () => {
  const name = await aParameter('glpat-1');
  const secret = opened(name);
  await secret();
  await client.send(new PutParameterCommand({ Name: name, Value: 'glpat-2', Overwrite: true }));
  await clock.advance(9);
  expect(await secret(10)).toBe('glpat-1');
  await clock.advance(1);
  expect(await secret(10)).toBe('glpat-2');
  requests = 0;
  expect(await secret(10)).toBe('glpat-2');
  expect(requests).toBe(0);
});

test('goes on with the one that was kept while SSM does not give it', async () => {
  const name = await aParameter('glpat-1');
  const secret = opened(name);
  await secret();
  await client.send(new DeleteParameterCommand({ Name: name }));
  await clock.advance(300);
  expect(await secret()).toBe('glpat-1');
});

test('refuses an empty one', async () => {
  const name = await aParameter(' ');
  await expect(opened(name)()).rejects.toThrow(`the SSM parameter ${name} is empty`);
});

test('an SSM that does not answer is an error that names the parameter', async () => {
  const nobody = new SSMClient({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
  await expect(secretParameter(nobody, '/token', clock)()).rejects.toThrow(
    'the SSM parameter /token cannot be read',
  );
});
