import type { AttributeValue, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { Scheduler } from '../../simulation/clock/scheduler.ts';

type Item = Record<string, AttributeValue>;
interface WriteInput {
  readonly TableName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
}

/** Seconds from a write to the call of the function, as on AWS with no batching window. */
const DELAY = 0.2;
const BATCH = 1000;
const WRITES = ['PutItemCommand', 'UpdateItemCommand'];

/**
 * The table's stream, which dynalite does not have: every write that goes through the client becomes a record of
 * its new image, and the records go to the function in order, one batch at a time.
 */
export class LocalStream {
  readonly #scheduler: Scheduler;
  readonly #deliver: (records: DynamoDBRecord[]) => Promise<void>;
  readonly #records: DynamoDBRecord[] = [];
  #isDelivering = false;

  constructor(scheduler: Scheduler, deliver: (records: DynamoDBRecord[]) => Promise<void>) {
    this.#scheduler = scheduler;
    this.#deliver = deliver;
  }

  /** Writes through this client are in the stream from now on. */
  follow(client: DynamoDBClient): void {
    client.middlewareStack.add(
      (next, context) => async (args) => {
        const answer = await next(args);
        if (WRITES.includes(context.commandName ?? '')) await this.#note(client, args.input as WriteInput);
        return answer;
      },
      { step: 'build', name: 'localStream' },
    );
  }

  async #note(client: DynamoDBClient, { TableName, Key, Item }: WriteInput): Promise<void> {
    const { pk, sk } = (Key ?? Item) as Item;
    if (pk === undefined || sk === undefined) return;
    const { Item: image } = await client.send(
      new GetItemCommand({ TableName, Key: { pk, sk }, ConsistentRead: true }),
    );
    if (image === undefined) return;
    this.#records.push({
      eventName: 'MODIFY',
      dynamodb: { NewImage: image } as NonNullable<DynamoDBRecord['dynamodb']>,
    });
    this.#scheduleDelivery();
  }

  #scheduleDelivery(): void {
    if (this.#isDelivering) return;
    this.#isDelivering = true;
    this.#scheduler.after(DELAY, async () => {
      const batch = this.#records.splice(0, BATCH);
      try {
        await this.#deliver(batch);
      } finally {
        this.#isDelivering = false;
        if (this.#records.length > 0) this.#scheduleDelivery();
      }
    });
  }
}
