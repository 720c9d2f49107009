import { randomUUID } from 'node:crypto';
import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../lib/aws/dynamodb/create-table.ts';
import { openStore } from '../../../lib/aws/dynamodb/store.ts';
import { openTable } from '../../../lib/aws/dynamodb/table.ts';
import { VERSION } from '../../../lib/config/version.ts';
import type { Store } from '../../../lib/scaler/ports/store.ts';
import { aLaunch, aMachine, NOW } from '../../builders/state.ts';
import { storeContract } from '../../contracts/store.contract.ts';
import { startDynalite } from './dynalite-server.ts';

const { client, stop } = await startDynalite();
afterAll(stop);

async function newTable(): Promise<string> {
  const table = randomUUID();
  await createTable(client, table);
  return table;
}

async function open(): Promise<Store> {
  return openStore({ client, table: await newTable(), writer: 'reconcile' });
}

storeContract('DynamoDB (dynalite)', open);

test('a table that exists is left as it is', async () => {
  const table = await newTable();
  const store = openStore({ client, table, writer: 'reconcile' });
  const ended = { id: 1, projectId: 380, name: 'test', gitlabStatus: 'success', endedAt: NOW };
  await store.recordEnd(ended);
  await createTable(client, table);
  expect(await store.endedJobs([1])).toEqual([ended]);
});

test('the record of the launches says too by which version it was written', async () => {
  const table = await newTable();
  await openStore({ client, table, writer: 'reconcile' }).openLaunches([aLaunch()], {});
  const { Items } = await openTable(client, table).documents.send(new ScanCommand({ TableName: table }));
  expect(Items).toMatchObject([{ writer: 'reconcile', version: VERSION }]);
});

test('no record is in the index that keeps what is active in one partition', async () => {
  const table = await newTable();
  const store = openStore({ client, table, writer: 'reconcile' });
  await store.record({
    id: 1,
    projectId: 380,
    status: 'pending',
    gitlabStatus: 'pending',
    name: 'test',
    at: NOW,
  });
  await store.machines.create(aMachine('Creating', 1));
  await store.openLaunches([aLaunch()], {});
  const { documents } = openTable(client, table);
  const { Count } = await documents.send(new ScanCommand({ TableName: table, IndexName: 'unsplit' }));
  expect(Count).toBe(0);
});

test.each([
  ['machine#i-9', { state: 'Asleep' }, /active machine#i-9 .*state/],
  ['machine#i-9', { state: 'Used', instanceId: 'i-9' }, /active machine#i-9 .*jobId/],
  ['job#1', { id: '1' }, /active job#1 .*id/],
  ['open-launches', { revision: 'first' }, /active open-launches .*revision/],
  ['drain', { isOn: 1 }, /active drain .*isOn/],
  ['runner#1', {}, /active runner#1 .*not known/],
])(
  'a record %s that cannot be read is set aside by its name, and holds up no other',
  async (sk, attributes, message) => {
    const table = await newTable();
    const { documents } = openTable(client, table);
    await documents.send(new PutCommand({ TableName: table, Item: { pk: 'active', sk, ...attributes } }));
    const store = openStore({ client, table, writer: 'reconcile' });
    await store.machines.create(aMachine('Idle', 1));
    const { machines, unreadable } = await store.readActive();
    expect(machines).toEqual([aMachine('Idle', 1)]);
    expect(unreadable).toEqual([{ key: sk, reason: expect.stringMatching(message) }]);
  },
);

test('of the launches the one that cannot be read is set aside', async () => {
  const table = await newTable();
  const { documents } = openTable(client, table);
  const Item = { pk: 'active', sk: 'open-launches', revision: 1, 'launch of one': {} };
  await documents.send(new PutCommand({ TableName: table, Item }));
  const store = openStore({ client, table, writer: 'reconcile' });
  const { unreadable, launching } = await store.readActive();
  expect(unreadable).toEqual([{ key: 'launch of one', reason: expect.stringMatching(/outcome/) }]);
  expect(launching).toBe(1);
  expect(await store.openLaunches([aLaunch({ runner: 'two' })], { launching: 1 })).toBe(true);
});

test('a call that DynamoDB refuses for another reason than its condition is an error', async () => {
  const store = openStore({ client, table: 'missing', writer: 'reconcile' });
  const event = { id: 1, projectId: 380, gitlabStatus: 'pending', name: 'test', at: NOW };
  await expect(store.record({ ...event, status: 'pending' })).rejects.toThrow('resource');
});
