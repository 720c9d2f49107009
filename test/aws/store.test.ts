import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable } from '../../lib/aws/dynamodb/create-table.ts';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { VERSION } from '../../lib/config/version.ts';
import { aMachine, NOW } from '../builders/state.ts';
import { learnedByOthersContract } from '../contracts/store/learned-by-others.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { streamEventOf } from './moto/table-stream.ts';

/**
 * One call after the other: moto serves each in a thread of its own, and another may write between its look at a
 * condition and its write. DynamoDB does both at once.
 */
const client = new DynamoDBClient({
  requestHandler: { httpAgent: { maxSockets: 1 }, socketAcquisitionWarningTimeout: 60_000 },
});
afterAll(() => client.destroy());

async function newTable(): Promise<string> {
  const table = randomUUID();
  await createTable(client, table);
  return table;
}

storeContract('DynamoDB (moto)', async () =>
  openStore({ client, table: await newTable(), writer: 'reconcile' }),
);

learnedByOthersContract('DynamoDB (moto)', async (...writers) => {
  const table = await newTable();
  return writers.map((writer) => openStore({ client, table, writer }));
});

test('the stream tells what was written, in order, by whom and by which version', async () => {
  const table = await newTable();
  const store = openStore({ client, table, writer: 'reconcile' });
  const event = { id: 1, projectId: 380, gitlabStatus: 'pending', name: 'test', at: NOW };

  await store.record({ ...event, status: 'pending' });
  await store.record({ ...event, status: 'created' });
  await store.machines.create(aMachine('Creating', 1));
  await openStore({ client, table, writer: 'register' }).machines.replace(aMachine('Idle', 1));
  await store.recordTick(NOW);
  await store.recordTick(NOW + 60);
  await store.startDrain({ since: NOW, reason: '' });
  await store.endDrain(NOW + 60);

  const { Records } = await streamEventOf(client, table);
  // moto makes two records of an update that creates its item, the first of the bare keys; AWS makes one.
  const told = Records.filter(({ dynamodb }) => dynamodb?.NewImage?.['writer'] !== undefined).map(
    ({ eventName, dynamodb }) => {
      const { pk, sk, writer, version } = dynamodb?.NewImage ?? {};
      expect(version?.S).toBe(VERSION);
      return [eventName, pk?.S, sk?.S, writer?.S];
    },
  );
  expect(told).toEqual([
    ['INSERT', 'active', 'job#1', 'webhook'],
    ['INSERT', 'active', 'machine#i-1', 'reconcile'],
    ['MODIFY', 'active', 'machine#i-1', 'register'],
    ['INSERT', 'active', 'tick', 'schedule'],
    ['MODIFY', 'active', 'tick', 'schedule'],
    ['INSERT', 'active', 'drain', 'operator'],
    ['MODIFY', 'active', 'drain', 'operator'],
  ]);
});

test('the stream’s records have the shape of a Lambda event', async () => {
  const table = await newTable();
  await openStore({ client, table, writer: 'schedule' }).recordTick(NOW);
  const { Records } = await streamEventOf(client, table);
  expect(Records).toEqual([
    {
      eventID: expect.any(String),
      eventName: 'INSERT',
      eventVersion: expect.any(String),
      eventSource: 'aws:dynamodb',
      eventSourceARN: expect.stringContaining(`table/${table}/stream/`),
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: expect.any(Number),
        Keys: { pk: { S: 'active' }, sk: { S: 'tick' } },
        NewImage: {
          pk: { S: 'active' },
          sk: { S: 'tick' },
          at: { N: String(NOW) },
          writer: { S: 'schedule' },
          version: { S: VERSION },
        },
        SequenceNumber: expect.any(String),
        SizeBytes: expect.any(Number),
        StreamViewType: 'NEW_IMAGE',
      },
    },
  ]);
});
