import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { VERSION } from '../../config/version.ts';
import type { Writer } from '../../scaler/ports/store.ts';
import type { JobName } from '../../scaler/state/jobs/habit.ts';

/**
 * The one table. All that is active has one partition key, on purpose: the stream hands out the records of one
 * partition key in the order of their writes and one batch at a time, so there is never more than one reconciler. A
 * local secondary index that no item is in keeps DynamoDB from splitting it: see infra/table.yml.
 * The price is that partition's limit of 1,000 writes a second, far beyond what webhooks bring.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
export interface Table {
  readonly documents: DynamoDBDocumentClient;
  readonly name: string;
}

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

export const ACTIVE = 'active';
export const ENDED = 'ended';
const AUDIT = 'audit';
const LEARNED = 'learned';

export const JOB_PREFIX = 'job#';
export const SETBACK_PREFIX = 'setback#';
export const MACHINE_PREFIX = 'machine#';
export const REPORT_PREFIX = 'report#';

export const jobKey = (id: number): Key => ({ pk: ACTIVE, sk: `${JOB_PREFIX}${id}` });
export const endedJobKey = (id: number): Key => ({ pk: ENDED, sk: `${JOB_PREFIX}${id}` });
export const machineKey = (instanceId: string): Key => ({
  pk: ACTIVE,
  sk: `${MACHINE_PREFIX}${instanceId}`,
});
/** A name may be longer than a key. */
export const habitKey = ({ projectId, name }: JobName): Key => ({
  pk: LEARNED,
  sk: `habit#${projectId}#${createHash('sha256').update(name).digest('hex').slice(0, 32)}`,
});
export const historyKey = (runner: string): Key => ({ pk: LEARNED, sk: `history#${runner}` });
export const rotationKey = (of: string): Key => ({ pk: AUDIT, sk: of });
export const reportKey = (instanceId: string): Key => ({ pk: ENDED, sk: `${REPORT_PREFIX}${instanceId}` });
/** Below the machines' keys: see readActive for the order. */
export const LAUNCHES_KEY: Key = { pk: ACTIVE, sk: 'open-launches' };
/** A runner has one setback at most, so its name is the key. */
export const setbackKey = (runner: string): Key => ({ pk: ACTIVE, sk: `${SETBACK_PREFIX}${runner}` });
/** A day of charges is a partition: as much as is read at a time, and no more than a day may write. */
export const chargesOn = (day: string): string => `charges#${day}`;
export const SURPLUSES_KEY: Key = { pk: ACTIVE, sk: 'surpluses' };
export const TICK_KEY: Key = { pk: ACTIVE, sk: 'tick' };
export const DRAIN_KEY: Key = { pk: ACTIVE, sk: 'drain' };

/** What every active record says of its last write: by which function, and by which version of us. */
export const writtenBy = (writer: Writer) => ({ writer, version: VERSION });

export function openTable(client: DynamoDBClient, name: string): Table {
  return { documents: DynamoDBDocumentClient.from(client), name };
}
