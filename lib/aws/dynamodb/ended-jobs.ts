import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as v from 'valibot';
import type { JobRecords, Store } from '../../scaler/ports/store.ts';
import type { EndedJob } from '../../scaler/state/jobs/job.ts';
import { getItems } from './calls/get-items.ts';
import { queryAll } from './calls/query-all.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { unlessRefused } from './calls/unless-refused.ts';
import { ENDED, endedJobKey, JOB_PREFIX, type Table } from './table.ts';

/** Seconds after its end for which a job is remembered: no duplicate of its webhooks comes later. */
const ENDED_KEPT = 7 * 24 * 3600;

type EndedJobs = Pick<JobRecords, 'endedJobs' | 'recordEnd'> & Pick<Store, 'recentlyEnded'>;

/** The ends of jobs, in a partition of their own, which no reconcile reads whole. */
export function endedJobs(table: Table): EndedJobs {
  return {
    async endedJobs(ids) {
      const found = await getItems(table, [...new Set(ids)].map(endedJobKey), 'Strong');
      return found.map(readEndedJob);
    },

    async recordEnd(ended) {
      const said = Object.entries({ ...ended, expires: Math.ceil(ended.endedAt) + ENDED_KEPT });
      const unlessOnAMachine = { ConditionExpression: 'attribute_not_exists(machine)' };
      const update = new UpdateCommand({
        TableName: table.name,
        Key: endedJobKey(ended.id),
        UpdateExpression: `SET ${said.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(said.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(said.map(([name, value]) => [`:${name}`, value])),
        ...(ended.machine === undefined && unlessOnAMachine),
      });
      return unlessRefused(table.documents.send(update));
    },

    recentlyEnded(since) {
      const recent = {
        KeyConditionExpression: 'pk = :ended AND begins_with(sk, :job)',
        FilterExpression: 'endedAt >= :since',
        ExpressionAttributeValues: { ':ended': ENDED, ':job': JOB_PREFIX, ':since': since },
      };
      return queryAll(table, recent, readEndedJob);
    },
  };
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
  retriedAs: v.exactOptional(v.number()),
});
