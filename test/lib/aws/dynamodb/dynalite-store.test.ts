import { randomUUID } from 'node:crypto';
import { type AttributeValue, ScanCommand as RawScan } from '@aws-sdk/client-dynamodb';
import { PutCommand, type QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../../lib/aws/dynamodb/create-table.ts';
import { readActive } from '../../../../lib/aws/dynamodb/read-active.ts';
import { openStore } from '../../../../lib/aws/dynamodb/store.ts';
import { historyKey, openTable } from '../../../../lib/aws/dynamodb/table.ts';
import { VERSION } from '../../../../lib/config/version.ts';
import type { Learned, Store } from '../../../../lib/scaler/ports/store.ts';
import type { Habit } from '../../../../lib/scaler/state/jobs/habit.ts';
import { aLaunch, aMachine, NOW, times } from '../../../builders/state.ts';
import { learnedByOthersContract } from '../../../contracts/store/learned-by-others.ts';
import { storeContract } from '../../../contracts/store.contract.ts';
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
learnedByOthersContract('DynamoDB (dynalite)', async (...writers) => {
  const table = await newTable();
  return writers.map((writer) => openStore({ client, table, writer }));
});

test('what is active is read launches first, then machines, then jobs', async () => {
  const name = await newTable();
  const store = openStore({ client, table: name, writer: 'reconcile' });
  const event = { id: 7, projectId: 380, name: 'unit', gitlabStatus: 'pending', at: NOW } as const;
  await store.record({ ...event, status: 'pending' });
  await store.machines.create(aMachine('Creating', 1));
  await store.openLaunches([aLaunch()], {});
  const table = openTable(client, name);
  const send = table.documents.send.bind(table.documents);
  const read: string[] = [];
  Object.assign(table.documents, {
    send: async (query: QueryCommand) => {
      const answer = await send(query);
      read.push(...(answer.Items ?? []).map(({ sk }) => String(sk)));
      return answer;
    },
  });
  await readActive(table);
  expect(read.map((key) => key.replace(/#.*/, ''))).toEqual(['open-launches', 'machine', 'job']);
});

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

test('a habit of as many pipelines as are remembered is one write unit: a kilobyte', async () => {
  const table = await newTable();
  const id = 9_876_543_210;
  const seen = times(16, (place) => ({
    pipelineId: id - place,
    kind: 'Run',
    lead: 1234.5,
    waited: 123.4,
    ran: 3456.7,
  }));
  const names = {
    name: 'integration: [postgres 16, ruby 3.4] 12/20',
    stage: 'integration tests',
    runner: 'spot runners',
  };
  const habit = {
    projectId: 12_345_678,
    ...names,
    tags: ['docker', 'linux', 'x86-64', 'spot'],
    at: NOW + 0.123,
  };
  await openStore({ client, table, writer: 'reconcile' }).recordHabit({
    ...habit,
    seen,
    revision: 0,
  } as Learned<Habit>);
  const { Items } = await client.send(new RawScan({ TableName: table }));
  expect(bytesOf(Items?.[0] ?? {})).toBeGreaterThan(500);
  expect(bytesOf(Items?.[0] ?? {})).toBeLessThanOrEqual(1024);
});

test.each<[string, { readonly revision?: number; readonly boots: string }]>([
  ['of another version', { revision: 4, boots: 'none' }],
  ['without a revision', { boots: 'none' }],
])('a history %s counts as nothing learned, and is written over', async (_, record) => {
  const table = await newTable();
  const { documents } = openTable(client, table);
  const Item = { ...historyKey('one'), runner: 'one', ...record };
  await documents.send(new PutCommand({ TableName: table, Item }));
  const store = openStore({ client, table, writer: 'reconcile' });
  const [found] = await store.historiesOf(['one']);
  expect(found).toEqual({ runner: 'one', boots: [], periods: [], revision: record.revision ?? 0 });
  if (found !== undefined) expect(await store.recordHistory({ ...found, boots: [30] })).toBe(true);
  expect(await store.historiesOf(['one'])).toMatchObject([{ boots: [30] }]);
});

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html */
function bytesOf(item: Readonly<Record<string, AttributeValue>>): number {
  return Object.entries(item).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value),
    0,
  );
}

/** Of a number a byte for two digits, and one more, and one for a sign or a part of a pair at most. */
function valueBytes({ S, N, L }: AttributeValue): number {
  if (S !== undefined) return Buffer.byteLength(S);
  if (N !== undefined) return Math.ceil(N.replace('.', '').length / 2) + 2;
  if (L !== undefined) return 3 + L.reduce((sum, each) => sum + 1 + valueBytes(each), 0);
  throw new Error('a habit has no such attribute');
}

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
