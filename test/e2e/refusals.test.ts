import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { webhookHandler } from '../../functions/webhook.ts';
import { jobInbox } from '../../lib/aws/dynamodb/job-inbox.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { byStatus } from '../../lib/scaler/state/jobs/by-status.ts';
import { CONTEXT } from '../../lib/simulation/lambda-context.ts';
import { someSettings } from '../builders/settings.ts';
import { startDynalite } from '../lib/aws/dynamodb/dynalite-server.ts';
import { type RunningWorld, SECRET, startWorld } from './a-world.ts';

const pending = readFileSync('test/fixtures/job-events/pending.json', 'utf8');
const token = { 'x-gitlab-token': SECRET };
const DAY = 86_400;

let world: RunningWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** A signature with the right key, at a time so many seconds from now. */
function signedAt(seconds: number): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000) + seconds);
  const signature = createHmac('sha256', SECRET).update(`id.${timestamp}.${pending}`).digest('base64');
  return { 'webhook-id': 'id', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

test.each<[string, string, Record<string, string>, number]>([
  ['no secret', pending, {}, 401],
  ['a wrong secret', pending, { 'x-gitlab-token': 'wrong' }, 401],
  ['a signature of yesterday', pending, signedAt(-DAY), 401],
  ['a body of 7 MiB', ' '.repeat(7 * 2 ** 20), token, 413],
  ['broken JSON', '{"object_kind":', token, 400],
  ['a job without an id', pending.replace('"build_id"', '"id"'), token, 400],
  ['no body', '', token, 400],
  ['a form', `payload=${encodeURIComponent(pending)}`, token, 400],
  ['a text for a number', pending.replace('"build_id": 1977', '"build_id": "1977"'), token, 400],
  ['a status that is not known', pending.replace('"pending"', '"dreaming"'), token, 200],
  ['another event', pending, { ...token, 'x-gitlab-event': 'Push Hook' }, 204],
])('%s is answered so and nothing is stored', async (_, body, headers, status) => {
  expect(await world.post(body, headers)).toBe(status);
  await world.clock.advance(5);
  expect(await world.store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
});

test('a job whose commit has a message of 3 MiB is taken', async () => {
  const hook = JSON.parse(pending);
  const commit = { ...hook.commit, message: 'm'.repeat(3 * 2 ** 20) };
  expect(await world.post(JSON.stringify({ ...hook, build_id: 4711, commit }), token)).toBe(200);
  expect([...(await world.store.readActive()).jobs].map(({ id }) => id)).toContain(4711);
});

test('a machine cannot register over plain HTTP', async () => {
  expect((await fetch(`${world.url}/machines/register`, { method: 'POST' })).status).toBe(403);
});

test('a store that fails is answered with 500, so that GitLab shows it', async () => {
  const { client, stop } = await startDynalite();
  const logged: string[] = [];
  const log = { info: () => undefined, warn: () => undefined, error: (text: string) => logged.push(text) };
  const clock = { now: () => 0 };
  const handler = webhookHandler(
    {
      inbox: jobInbox(openTable(client, 'no-such-table')),
      secrets: { webhookSecret: async () => SECRET },
      clock,
      wallClock: clock,
      log,
    },
    someSettings(),
  );
  const headers = { ...token, 'x-gitlab-event': 'Job Hook' };
  const answer = await handler({ headers, body: pending, isBase64Encoded: false } as never, CONTEXT);
  expect(answer.statusCode).toBe(500);
  expect(logged).toEqual(['request failed']);
  await stop();
});
