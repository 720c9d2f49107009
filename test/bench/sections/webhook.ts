import { readFile } from 'node:fs/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import pMap from 'p-map';
import { webhookHandler } from '../../../functions/webhook.ts';
import { createTable } from '../../../lib/aws/dynamodb/create-table.ts';
import { jobInbox } from '../../../lib/aws/dynamodb/job-inbox.ts';
import { openTable } from '../../../lib/aws/dynamodb/table.ts';
import { openEmbeddedTable, TABLE } from '../../../lib/local/world/embedded-table.ts';
import startMoto from '../../aws/moto/setup.js';
import stopMoto from '../../aws/moto/teardown.js';
import { someSettings } from '../../builders/settings.ts';
import { meterTable } from '../dynamodb-meter.ts';
import type { Progress } from '../progress.ts';
import { quantile, type Sample, sampleOf } from '../statistics.ts';

/** The webhook's handler, warm, each event a new job. */
export interface WebhookFigure {
  /** Events a second, several under way at once. */
  readonly perSecond: Sample;
  /** Of events one after the other. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly writesPerEvent: number;
}

export interface WebhookFigures {
  /** On dynalite, the embedded store, in the same process: it takes more of the time than the handler does. */
  readonly dynalite: WebhookFigure;
  /** On moto's DynamoDB, in a process of its own. */
  readonly moto: WebhookFigure;
}

const EVENTS = 300;
const ROUNDS = 3;
const AT_ONCE = 16;
const SECRET = 'the-webhook-secret';

export async function measureWebhook(progress: Progress): Promise<WebhookFigures> {
  const embedded = await openEmbeddedTable();
  try {
    progress(`${EVENTS} webhooks, ${ROUNDS + 1} times, on dynalite`);
    const dynalite = await measure(embedded.client);
    progress(`${EVENTS} webhooks, ${ROUNDS + 1} times, on moto`);
    return { dynalite, moto: await onMoto(measure) };
  } finally {
    await embedded.close();
  }
}

async function onMoto<T>(measureOn: (client: DynamoDBClient) => Promise<T>): Promise<T> {
  await startMoto();
  const client = new DynamoDBClient({});
  try {
    await createTable(client, TABLE);
    return await measureOn(client);
  } finally {
    client.destroy();
    await stopMoto();
  }
}

async function measure(client: DynamoDBClient): Promise<WebhookFigure> {
  const { use } = meterTable(client);
  const deliver = await deliveries(client);
  const rates = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const start = performance.now();
    await pMap(Array.from({ length: EVENTS }), deliver, { concurrency: AT_ONCE });
    rates.push(EVENTS / ((performance.now() - start) / 1000));
  }
  const times: number[] = [];
  for (let event = 0; event < EVENTS; event += 1) {
    const start = performance.now();
    await deliver();
    times.push(performance.now() - start);
  }
  return {
    perSecond: sampleOf(rates),
    p50Ms: quantile(times, 0.5),
    p99Ms: quantile(times, 0.99),
    writesPerEvent: (use.writeRequests + use.readRequests) / (EVENTS * (ROUNDS + 1)),
  };
}

/** Throws Error if an event is not recorded. */
async function deliveries(client: DynamoDBClient): Promise<() => Promise<void>> {
  const template = JSON.parse(await readFile('test/fixtures/job-events/pending.json', 'utf8')) as object;
  const clock = { now: () => Date.now() / 1000 };
  const handle = webhookHandler(
    {
      inbox: jobInbox(openTable(client, TABLE)),
      secrets: { webhookSecret: async () => SECRET },
      clock,
      wallClock: clock,
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    },
    someSettings(),
  );
  const headers = { 'x-gitlab-event': 'Job Hook', 'x-gitlab-token': SECRET };
  let id = 0;
  return async () => {
    id += 1;
    const body = JSON.stringify({ ...template, build_id: id });
    const event = { headers, body, isBase64Encoded: false } as never;
    const answer = await handle(event, {} as Context);
    if (answer.body !== 'Recorded') throw new Error(`the webhook answered ${JSON.stringify(answer)}`);
  };
}
