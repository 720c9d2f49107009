import type { DynamoDBRecord } from 'aws-lambda';
import type { MemoryTable, Write } from '../memory-store.ts';
import type { Scheduler } from '../scheduler.ts';
import type { Outcome } from './lambda.ts';
import { pause } from './latency.ts';

type Deliver = (records: DynamoDBRecord[]) => Promise<Outcome<void>>;

/** Seconds from a write to the call of the function, with no batching window. */
const DELAY = 0.2;
/** As in serverless.yml: batchSize and maximumRetryAttempts. */
const BATCH = 1000;
const RETRIES = 2;
const RETRY_AFTER = 1;

/**
 * The table's stream as Lambda reads it: records that pass the filter of serverless.yml, in order, one batch at
 * a time. A failed batch is delivered again, twice at most, and holds back all later ones.
 */
export class TableStream {
  readonly #scheduler: Scheduler;
  readonly #deliver: Deliver;
  readonly #records: DynamoDBRecord[] = [];
  #isBusy = false;

  constructor(scheduler: Scheduler, table: MemoryTable, deliver: Deliver) {
    this.#scheduler = scheduler;
    this.#deliver = deliver;
    table.onWrite((write) => this.#note(write));
  }

  #note(write: Write): void {
    if (write.writer === 'reconcile') return;
    this.#records.push(recordOf(write));
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#scheduler.after(DELAY, () => this.#read());
  }

  async #read(): Promise<void> {
    const batch = this.#records.splice(0, BATCH);
    await this.#deliverUntilDone(batch);
    this.#isBusy = this.#records.length > 0;
    if (this.#isBusy) this.#scheduler.after(DELAY, () => this.#read());
  }

  async #deliverUntilDone(batch: DynamoDBRecord[]): Promise<void> {
    for (let retries = 0; retries <= RETRIES; retries += 1) {
      if ((await this.#deliver(batch)).kind === 'Answered') return;
      await pause(this.#scheduler, RETRY_AFTER);
    }
  }
}

/** Of a record the function reads no more than this. */
function recordOf({ writer }: Write): DynamoDBRecord {
  return { eventName: 'MODIFY', dynamodb: { NewImage: { pk: { S: 'active' }, writer: { S: writer } } } };
}
