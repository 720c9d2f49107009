import type { DynamoDBRecord } from 'aws-lambda';
import { QUIET_WRITERS } from '../../scaler/ports/store.ts';
import type { Scheduler } from '../clock/scheduler.ts';
import { hashOf } from '../hash.ts';
import type { MemoryTable, Write } from '../memory/table.ts';
import type { Outcome } from './lambda.ts';
import { pause } from './latency.ts';

export type Deliver = (records: DynamoDBRecord[]) => Promise<Outcome<void>>;

/** Seconds from a write to the call of the function, with no batching window. */
const DELAY = 0.2;
/** As in serverless.yml: batchSize and maximumRetryAttempts. */
const BATCH = 1000;
const RETRIES = 2;
const RETRY_AFTER = 1;

interface Shard {
  readonly records: DynamoDBRecord[];
  isBusy: boolean;
}

/**
 * The table's stream as Lambda reads it: the records that pass the filter of serverless.yml, in order, one batch at
 * a time. A batch that fails is delivered again, at most twice, and holds back all that comes after it. A partition
 * that is split has two shards, each of which is read by itself.
 */
export class TableStream {
  readonly #scheduler: Scheduler;
  readonly #deliver: Deliver;
  readonly #isSplit: () => boolean;
  readonly #shards: readonly [Shard, Shard] = [
    { records: [], isBusy: false },
    { records: [], isBusy: false },
  ];

  constructor(scheduler: Scheduler, table: MemoryTable, deliver: Deliver, isSplit: () => boolean) {
    this.#scheduler = scheduler;
    this.#deliver = deliver;
    this.#isSplit = isSplit;
    table.onWrite((write) => this.#note(write));
  }

  #note(write: Write): void {
    if (QUIET_WRITERS.includes(write.writer)) return;
    const shard = this.#shards[this.#isSplit() ? halfOf(write) : 0];
    shard.records.push(recordOf(write));
    if (shard.isBusy) return;
    shard.isBusy = true;
    this.#scheduler.after(DELAY, () => this.#read(shard));
  }

  async #read(shard: Shard): Promise<void> {
    await this.#deliverUntilDone(shard.records.splice(0, BATCH));
    shard.isBusy = shard.records.length > 0;
    if (shard.isBusy) this.#scheduler.after(DELAY, () => this.#read(shard));
  }

  async #deliverUntilDone(batch: DynamoDBRecord[]): Promise<void> {
    for (let retries = 0; retries <= RETRIES; retries += 1) {
      if ((await this.#deliver(batch)).kind === 'Answered') return;
      await pause(this.#scheduler, RETRY_AFTER);
    }
  }
}

/** A partition is split by key: what is of one record stays in order. */
function halfOf({ record }: Write): 0 | 1 {
  switch (record.kind) {
    case 'Job':
      return record.job.id % 2 === 0 ? 0 : 1;
    case 'Machine':
      return hashOf(0, record.machine.instanceId) % 2 === 0 ? 0 : 1;
    default:
      return 0;
  }
}

/** Of a record the function reads no more than this. */
function recordOf({ writer }: Write): DynamoDBRecord {
  return { eventName: 'MODIFY', dynamodb: { NewImage: { pk: { S: 'active' }, writer: { S: writer } } } };
}
