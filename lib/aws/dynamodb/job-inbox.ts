import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type JobInbox, writerOf } from '../../scaler/ports/store.ts';
import { eventOf, type JobEvent, rankOf, toldByWebhooks } from '../../scaler/state/jobs/job.ts';
import { unlessRefused } from './calls/unless-refused.ts';
import { jobKey, type Table, writtenBy } from './table.ts';

/**
 * The inbox as one conditional UpdateItem, whatever is on record: GitLab waits for the answer, and an update that
 * names no runner and no lookup leaves those that are there. Throws if DynamoDB refuses or does not answer.
 */
export function jobInbox(table: Table): JobInbox {
  return {
    async record(event) {
      if (await moveOn(table, event)) return 'Recorded';
      await addTold(table, event);
      return 'Stale';
    },
  };
}

function moveOn({ documents, name: TableName }: Table, event: JobEvent): Promise<boolean> {
  const attributes = { ...eventOf(event), rank: rankOf(event.status), ...writtenBy(writerOf(event)) };
  const names = Object.keys(attributes);
  const update = new UpdateCommand({
    ...{ TableName, Key: jobKey(event.id) },
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(', ')} ADD #revision :one`,
    ConditionExpression: 'attribute_not_exists(pk) OR #rank < :rank',
    ...attributesOf(attributes),
  });
  return unlessRefused(documents.send(update));
}

/** The write wakes nobody: it is of use only if the machine's end takes the job. */
async function addTold({ documents, name: TableName }: Table, event: JobEvent): Promise<void> {
  const told = toldByWebhooks(event);
  const names = Object.keys(told);
  if (names.length === 0) return;
  const written = writtenBy('announcement');
  const sets = [
    ...names.map((name) => `#${name} = if_not_exists(#${name}, :${name})`),
    ...Object.keys(written).map((name) => `#${name} = :${name}`),
  ];
  const isNew = names.map((name) => `attribute_not_exists(#${name})`).join(' OR ');
  const update = new UpdateCommand({
    ...{ TableName, Key: jobKey(event.id) },
    UpdateExpression: `SET ${sets.join(', ')} ADD #revision :one`,
    ConditionExpression: `attribute_exists(pk) AND (${isNew})`,
    ...attributesOf({ ...told, ...written }),
  });
  await unlessRefused(documents.send(update));
}

/** What an expression calls them by. */
function attributesOf(attributes: Readonly<Record<string, unknown>>) {
  const entries = Object.entries(attributes);
  return {
    ExpressionAttributeNames: {
      '#revision': 'revision',
      ...Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':one': 1,
      ...Object.fromEntries(entries.map(([name, value]) => [`:${name}`, value])),
    },
  };
}
