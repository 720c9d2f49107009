import type { BatchGetCommandInput, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../../lib/aws/dynamodb/create-table.ts';
import { openStore } from '../../../../lib/aws/dynamodb/store.ts';
import { NOW, times } from '../../../builders/state.ts';
import { startDynalite } from './dynalite-server.ts';

const TABLE = 'jobs';
const { client, stop } = await startDynalite();
const store = openStore({ client, table: TABLE, writer: 'reconcile' });

beforeAll(() => createTable(client, TABLE));
afterAll(stop);

interface Answer {
  readonly response: unknown;
  readonly output: BatchGetCommandOutput;
}
type Send = (args: { readonly input: BatchGetCommandInput }) => Promise<Answer>;

/** DynamoDB under load: it reads no more than so many keys of a batch, and hands the others back. */
function readAtMost(most: number, asked: number[]): (next: Send) => Send {
  return (next) => async (args) => {
    const keys = args.input.RequestItems?.[TABLE]?.Keys ?? [];
    asked.push(keys.length);
    const read = { RequestItems: { [TABLE]: { Keys: keys.slice(0, most) } } };
    const answer = most === 0 ? undefined : await next({ ...args, input: read });
    const left = keys.slice(most);
    const UnprocessedKeys = left.length === 0 ? {} : { [TABLE]: { Keys: left } };
    return { response: answer?.response, output: { $metadata: {}, ...answer?.output, UnprocessedKeys } };
  };
}

async function endedJobsIfRead(most: number, ids: readonly number[]) {
  const asked: number[] = [];
  const name = 'readAtMost';
  client.middlewareStack.add(readAtMost(most, asked) as never, { step: 'initialize', name });
  try {
    return { found: await store.endedJobs(ids), asked };
  } finally {
    client.middlewareStack.remove(name);
  }
}

test('asks again for what DynamoDB left unread of a batch', async () => {
  const jobs = times(3, (id) => ({
    id,
    projectId: 380,
    name: 'test',
    gitlabStatus: 'success',
    endedAt: NOW,
  }));
  for (const job of jobs) await store.recordEnd(job);
  const { found, asked } = await endedJobsIfRead(1, [1, 2, 3]);
  expect(found).toEqual(jobs);
  expect(asked).toEqual([3, 2, 1]);
});

test('gives up on a DynamoDB that reads nothing', async () => {
  await expect(endedJobsIfRead(0, [1])).rejects.toThrow('unread');
});
