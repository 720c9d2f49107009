import type { BatchGetCommandInput, BatchGetCommandOutput } from '@aws-sdk/lib-dynamodb';
import { createTable } from '../../../../lib/aws/dynamodb/create-table.ts';
import { openStore } from '../../../../lib/aws/dynamodb/store.ts';
import { NOW } from '../../../builders/state.ts';
import { startDynalite } from './dynalite-server.ts';

const TABLE = 'jobs';
const { client, stop } = await startDynalite();
afterAll(stop);

type Send = (args: {
  readonly input: BatchGetCommandInput;
}) => Promise<{ readonly response: unknown; readonly output: BatchGetCommandOutput }>;

/** A DynamoDB in which writes are not yet everywhere: only a strongly consistent read shows them. */
const laggard =
  (next: Send): Send =>
  async (args) => {
    const isConsistent = args.input.RequestItems?.[TABLE]?.ConsistentRead === true;
    return isConsistent ? next(args) : { response: undefined, output: { $metadata: {}, Responses: {} } };
  };

beforeAll(async () => {
  await createTable(client, TABLE);
  client.middlewareStack.add(
    ((next: Send, { commandName }: { readonly commandName?: string }) =>
      commandName === 'BatchGetItemCommand' ? laggard(next) : next) as never,
    { step: 'initialize', name: 'laggard' },
  );
});

test('what another process has just learned is read once a write over it is refused', async () => {
  const [one, other] = [1, 2].map(() => openStore({ client, table: TABLE, writer: 'reconcile' }));
  const history = { runner: 'one', boots: [30], periods: [], revision: 0 };
  expect(await one?.recordHistory(history)).toBe(true);
  expect(await other?.recordHistory({ ...history, boots: [31] })).toBe(false);
  expect(await other?.historiesOf(['one'])).toEqual([{ ...history, revision: 1 }]);
});

test('so is a habit, which otherwise may be read as it was a moment ago', async () => {
  const [one, other] = [1, 2].map(() => openStore({ client, table: TABLE, writer: 'reconcile' }));
  const habit = { ...{ projectId: 380, name: 'unit', stage: 'test', at: NOW }, seen: [], revision: 0 };
  expect(await one?.recordHabit(habit)).toBe(true);
  expect(await other?.habitsOf([habit])).toEqual([]);
  expect(await other?.recordHabit(habit)).toBe(false);
  expect(await other?.habitsOf([habit])).toEqual([{ ...habit, revision: 1 }]);
});

test('what another process has added to a history is known within a minute, by one that writes none too', async () => {
  let now = 0;
  const [one, other] = [1, 2].map(() =>
    openStore({ client, table: TABLE, writer: 'reconcile', now: () => now }),
  );
  const history = { runner: 'two', boots: [30], periods: [], revision: 0 };
  expect(await other?.historiesOf(['two'])).toEqual([]);
  expect(await one?.recordHistory(history)).toBe(true);
  now = 59;
  expect(await other?.historiesOf(['two'])).toEqual([]);
  now = 60;
  expect(await other?.historiesOf(['two'])).toEqual([{ ...history, revision: 1 }]);
});

test('a job that has just ended is one that has ended', async () => {
  const store = openStore({ client, table: TABLE, writer: 'reconcile' });
  const ended = { id: 1, projectId: 380, name: 'test', gitlabStatus: 'success', endedAt: NOW };
  await store.recordEnd(ended);
  expect(await store.endedJobs([1])).toEqual([ended]);
});
