import { randomUUID } from 'node:crypto';
import { DeleteParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { openSecrets, secretParameter } from '../../lib/aws/secrets.ts';

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

async function aParameter(Value: string): Promise<string> {
  const Name = `/bastionless/${randomUUID()}`;
  await client.send(new PutParameterCommand({ Name, Value, Type: 'SecureString' }));
  return Name;
}

test('reads each secret, decrypted', async () => {
  const gitlabToken = await aParameter('glpat-1');
  const webhookSecret = await aParameter('whsec_1');
  const secrets = openSecrets({ client, gitlabToken, webhookSecret });
  expect(await secrets.gitlabToken()).toBe('glpat-1');
  expect(await secrets.webhookSecret()).toBe('whsec_1');
});

test('reads it without the line end of the file that it was stored from', async () => {
  expect(await secretParameter(client, await aParameter('glpat-1\n'))()).toBe('glpat-1');
});

test('reads it once, however often and by however many it is asked for', async () => {
  const secret = secretParameter(client, await aParameter('glpat-1'));
  requests = 0;
  await Promise.all([secret(), secret(), secret()]);
  await secret();
  expect(requests).toBe(1);
});

test('reads it again after a read that failed', async () => {
  const name = await aParameter('glpat-1');
  const secret = secretParameter(client, name);
  await client.send(new DeleteParameterCommand({ Name: name }));
  await expect(secret()).rejects.toThrow(`there is no SSM parameter ${name}`);
  await client.send(new PutParameterCommand({ Name: name, Value: 'glpat-2', Type: 'SecureString' }));
  expect(await secret()).toBe('glpat-2');
});

test('refuses an empty one', async () => {
  const name = await aParameter(' ');
  await expect(secretParameter(client, name)()).rejects.toThrow(`the SSM parameter ${name} is empty`);
});

test('an SSM that does not answer is an error that names the parameter', async () => {
  const nobody = new SSMClient({ endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
  await expect(secretParameter(nobody, '/token')()).rejects.toThrow(
    'the SSM parameter /token cannot be read',
  );
});
