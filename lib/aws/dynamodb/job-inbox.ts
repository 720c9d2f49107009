import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type JobInbox, writerOf } from '../../scaler/ports/store.ts';
import { eventOf, type JobEvent, rankOf } from '../../scaler/state/job.ts';
import { jobKey, type Table, writtenBy } from './table.ts';
import { unlessRefused } from './unless-refused.ts';

/**
 * The inbox as one conditional UpdateItem, whatever is on record: GitLab waits for the answer, and an update that
 * names no runner and no lookup leaves those that are there. Throws if DynamoDB refuses or does not answer.
 */
export function jobInbox({ documents, name: TableName }: Table): JobInbox {
  return {
    async record(event) {
      const attributes = attributesOf(event);
      const names = Object.keys(attributes);
      const update = new UpdateCommand({
        TableName,
        Key: jobKey(event.id),
        UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')} ADD #revision :one`,
        ConditionExpression: 'attribute_not_exists(pk) OR #rank < :rank',
        ExpressionAttributeNames: {
          '#revision': 'revision',
          ...Object.fromEntries(names.map((name) => [`#${name}`, name])),
        },
        ExpressionAttributeValues: {
          ':one': 1,
          ...Object.fromEntries(Object.entries(attributes).map(([name, value]) => [`:${name}`, value])),
        },
      });
      return (await unlessRefused(documents.send(update))) ? 'Recorded' : 'Stale';
    },
  };
}

/** What the event does not say is left as it is on record. */
const attributesOf = (event: JobEvent) => ({
  ...eventOf(event),
  rank: rankOf(event.status),
  ...writtenBy(writerOf(event)),
});
