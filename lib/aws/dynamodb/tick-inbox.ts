import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { TickInbox, Writer } from '../../scaler/ports/store.ts';
import { type Table, TICK_KEY, writtenBy } from './table.ts';

const WRITER: Writer = 'schedule';

/**
 * One item, written anew at each tick. It must differ from the last: a write that changes nothing is not in the
 * stream. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
export function tickInbox({ documents, name: TableName }: Table): TickInbox {
  return {
    async recordTick(now) {
      await documents.send(
        new PutCommand({ TableName, Item: { ...TICK_KEY, at: now, ...writtenBy(WRITER) } }),
      );
    },
  };
}
