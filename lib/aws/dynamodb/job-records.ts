import * as v from 'valibot';
import type { JobRecords, Writer } from '../../scaler/ports/store.ts';
import { JOB_STATUSES, type Job, rankOf } from '../../scaler/state/jobs/job.ts';
import { deleteItem, putOver } from './calls/conditional.ts';
import { type Item, readItem } from './calls/read-item.ts';
import { jobKey, type Table, writtenBy } from './table.ts';

type ActiveJobRecords = Pick<JobRecords, 'replaceJob' | 'removeJob'>;

/** The jobs that webhooks brought, for a function that writes as `writer`. */
export function jobRecords(table: Table, writer: Writer): ActiveJobRecords {
  const itemOf = (job: Job) => ({
    ...jobKey(job.id),
    ...job,
    rank: rankOf(job.status),
    ...writtenBy(writer),
  });
  return {
    replaceJob: (job) =>
      putOver(table, itemOf({ ...job, revision: job.revision + 1 }), { revision: job.revision }),
    removeJob: ({ id, revision }) => deleteItem(table, jobKey(id), { revision }),
  };
}

export function readJob(item: Item): Job {
  return readItem(jobSchema, item);
}

const lookupSchema = v.variant('kind', [
  v.object({ kind: v.literal('NotAsked') }),
  v.object({ kind: v.literal('NotFound'), since: v.number(), askedAt: v.number() }),
  v.object({
    kind: v.literal('Confirmed'),
    since: v.number(),
    askedAt: v.number(),
    heardAfter: v.exactOptional(v.number()),
    tags: v.array(v.string()),
    outsideOf: v.exactOptional(v.array(v.number())),
    counted: v.boolean(),
  }),
]);

const jobSchema = v.object({
  id: v.number(),
  projectId: v.number(),
  status: v.picklist(JOB_STATUSES),
  gitlabStatus: v.string(),
  runnerId: v.exactOptional(v.number()),
  handedTo: v.exactOptional(v.number()),
  name: v.string(),
  at: v.number(),
  waited: v.exactOptional(v.number()),
  retries: v.exactOptional(v.number()),
  environment: v.exactOptional(v.string()),
  failureReason: v.exactOptional(v.string()),
  pipelineId: v.exactOptional(v.number()),
  stage: v.exactOptional(v.string()),
  createdAt: v.exactOptional(v.number()),
  ran: v.exactOptional(v.number()),
  // A webhook writes none: what GitLab said before stays.
  lookup: v.optional(lookupSchema, { kind: 'NotAsked' }),
  webUrl: v.exactOptional(v.string()),
  passedOver: v.exactOptional(
    v.array(v.object({ runner: v.string(), offer: v.string(), times: v.number(), againAt: v.number() })),
  ),
  revision: v.number(),
});
