import type { DynamoDBRecord } from 'aws-lambda';
import type { VirtualClock } from '../../lib/simulation/clock/virtual-clock.ts';

/** Seconds from a write to the call of the function, with no batching window. */
const STREAM_SECONDS = 0.2;
const BATCH = 1000;

/** The stream's records in order, one batch at a time; of a record the function reads no more than who wrote it. */
export function streamTo(
  clock: VirtualClock,
  onActiveWrite: (listener: (writer: string) => void) => void,
  deliver: (records: DynamoDBRecord[]) => Promise<void>,
): void {
  const waiting: DynamoDBRecord[] = [];
  let isBusy = false;
  const readSoon = (): void => {
    isBusy = true;
    clock.after(STREAM_SECONDS, async () => {
      await deliver(waiting.splice(0, BATCH));
      isBusy = false;
      if (waiting.length > 0) readSoon();
    });
  };
  onActiveWrite((writer) => {
    if (writer === 'reconcile') return;
    waiting.push({
      eventName: 'MODIFY',
      dynamodb: { NewImage: { pk: { S: 'active' }, writer: { S: writer } } },
    });
    if (!isBusy) readSoon();
  });
}
