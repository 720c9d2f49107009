import type { DynamoDBRecord } from 'aws-lambda';
import { reconcileHandler } from '../../functions/reconcile.ts';
import { CONTEXT } from '../../lib/simulation/lambda-context.ts';
import { someSettings } from '../builders/settings.ts';
import { TestWorld } from '../lib/scaler/a-world.ts';

/** How often all that is active is read where these have written. */
async function readsOf(...writers: readonly (string | undefined)[]): Promise<number> {
  const t = new TestWorld(someSettings());
  let reads = 0;
  const readActive: typeof t.world.store.readActive = () => {
    reads += 1;
    return t.world.store.readActive();
  };
  const handler = reconcileHandler({ ...t.world, store: { ...t.world.store, readActive } }, t.settings);
  const Records = writers.map(
    (writer): DynamoDBRecord => ({
      dynamodb: writer === undefined ? {} : { NewImage: { writer: { S: writer } } },
    }),
  );
  await handler({ Records }, CONTEXT);
  return reads;
}

test.each<[string, readonly (string | undefined)[], number]>([
  ['a webhook', ['webhook'], 1],
  ['many at once', ['webhook', 'register', 'schedule'], 1],
  ['one input among what it has written itself', ['reconcile', 'webhook'], 1],
  ['what it has written itself alone', ['reconcile', 'reconcile'], 0],
  ['what is only announced', ['announcement'], 0],
  ['what was deleted', [undefined], 0],
])('%s', async (_, writers, reads) => {
  expect(await readsOf(...writers)).toBe(reads);
});

test('a failure is counted, and does not block the stream', async () => {
  const t = new TestWorld(someSettings());
  const readActive = () => Promise.reject(new Error('no connection'));
  const handler = reconcileHandler({ ...t.world, store: { ...t.world.store, readActive } }, t.settings);
  await handler({ Records: [{ dynamodb: { NewImage: { writer: { S: 'webhook' } } } }] }, CONTEXT);
  expect([t.errors, t.metrics.of('ReconcilesFailed')]).toEqual([['reconciling failed'], 1]);
});
