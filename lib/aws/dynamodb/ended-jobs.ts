import { setTimeout } from 'node:timers/promises';
import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  PutCommand,
  paginateQuery,
} from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { JobRecords, Store } from '../../scaler/ports/store.ts';
import type { EndedJob } from '../../scaler/state/job.ts';
import { type Item, readItem } from './read-item.ts';
import { ENDED, endedJobKey, JOB_PREFIX, type Key, type Table } from './table.ts';
import { unlessRefused } from './unless-refused.ts';

/** Seconds after its end for which a job is remembered: no duplicate of its webhooks comes later. */
const ENDED_KEPT = 7 * 24 * 3600;
/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const BATCH_GET = 100;
const BATCH_TRIES = 6;
const FIRST_PAUSE_MS = 50;

type EndedJobs = Pick<JobRecords, 'endedJobs' | 'recordEnd'> & Pick<Store, 'recentlyEnded'>;

/** The ends of jobs, in a partition of their own, which no reconcile reads whole. */
export function endedJobs(table: Table): EndedJobs {
  return {
    async endedJobs(ids) {
      const keys = [...new Set(ids)].map(endedJobKey);
      const found: Item[] = [];
      for (let start = 0; start < keys.length; start += BATCH_GET) {
        found.push(...(await getBatch(table, keys.slice(start, start + BATCH_GET))));
      }
      return found.map(readEndedJob);
    },

    async recordEnd(ended) {
      const expires = Math.ceil(ended.endedAt) + ENDED_KEPT;
      const item = { ...endedJobKey(ended.id), ...ended, expires };
      const put = { TableName: table.name, Item: item };
      const unlessOnAMachine = { ConditionExpression: 'attribute_not_exists(machine)' };
      return unlessRefused(
        table.documents.send(
          new PutCommand({ ...put, ...(ended.machine === undefined && unlessOnAMachine) }),
        ),
      );
    },

    async recentlyEnded(since) {
      const pages = paginateQuery(
        { client: table.documents },
        {
          TableName: table.name,
          KeyConditionExpression: 'pk = :ended AND begins_with(sk, :job)',
          FilterExpression: 'endedAt >= :since',
          ExpressionAttributeValues: { ':ended': ENDED, ':job': JOB_PREFIX, ':since': since },
        },
      );
      const found: EndedJob[] = [];
      for await (const { Items = [] } of pages) found.push(...Items.map(readEndedJob));
      return found;
    },
  };
}

/**
 * DynamoDB may answer for a part of the keys; the rest is asked for again, each time later. Throws if it goes on.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
async function getBatch({ documents, name }: Table, keys: readonly Key[]): Promise<Item[]> {
  const found: Item[] = [];
  let left: BatchGetCommandOutput['UnprocessedKeys'] = { [name]: { Keys: [...keys] } };
  for (let tries = 0; tries < BATCH_TRIES; tries += 1) {
    const answer: BatchGetCommandOutput = await documents.send(new BatchGetCommand({ RequestItems: left }));
    found.push(...(answer.Responses?.[name] ?? []));
    left = answer.UnprocessedKeys ?? {};
    if (left[name] === undefined) return found;
    await setTimeout(FIRST_PAUSE_MS * 2 ** tries);
  }
  throw new Error(`DynamoDB left keys of ended jobs unread ${BATCH_TRIES} times`);
}

function readEndedJob(item: Item): EndedJob {
  return readItem(endedJobSchema, item);
}

const endedJobSchema = v.object({
  id: v.number(),
  projectId: v.number(),
  name: v.string(),
  gitlabStatus: v.string(),
  endedAt: v.number(),
  machine: v.exactOptional(v.string()),
  dollars: v.exactOptional(v.number()),
});
