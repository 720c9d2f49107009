import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ACTIVE } from '../../lib/aws/dynamodb/table.ts';

export interface Units {
  /** Read request units: a strongly consistent read of 4 KB is one. */
  readUnits: number;
  /** Write request units: one for each KB of an item. */
  writeUnits: number;
}

/** What was asked of DynamoDB. */
export interface TableUse extends Units {
  readRequests: number;
  writeRequests: number;
  /** By the kind of record, as in `active job`: its partition, then what it is of. A query has the partition alone. */
  readonly kinds: Map<string, Units>;
}

export interface MeteredTable {
  readonly use: TableUse;
  /** Called after each write of an active record, with who wrote it: what the table's stream would bring. */
  onActiveWrite(listener: (writer: string) => void): void;
}

const NONE: Units = { readUnits: 0, writeUnits: 0 };
const READS = ['GetItemCommand', 'QueryCommand', 'BatchGetItemCommand'];
const WRITES = ['PutItemCommand', 'UpdateItemCommand', 'DeleteItemCommand'];

/** As the document client takes them. */
type Values = Readonly<Record<string, unknown>>;
interface Input {
  readonly Item?: Values;
  readonly Key?: Values;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Values[] }>>;
  readonly ExpressionAttributeValues?: Values;
}
interface Capacity {
  readonly CapacityUnits?: number;
}

/**
 * Counts what goes through this client, and the units that DynamoDB says it took. A write whose condition does not
 * hold takes a unit too, and no answer says so.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export function meterTable(client: DynamoDBClient): MeteredTable {
  const use: TableUse = { readRequests: 0, writeRequests: 0, ...NONE, kinds: new Map() };
  const listeners: ((writer: string) => void)[] = [];
  client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        const kind = kindOf(commandName);
        if (kind === undefined) return next(args);
        use[`${kind}Requests`] += 1;
        const add = (units: number): void => {
          const record = recordOf(args.input as Input);
          const before = use.kinds.get(record) ?? NONE;
          use.kinds.set(record, { ...before, [`${kind}Units`]: before[`${kind}Units`] + units });
          use[`${kind}Units`] += units;
        };
        const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' };
        const answer = await next({ ...args, input } as typeof args).catch((error: Error) => {
          if (error.name === 'ConditionalCheckFailedException') add(1);
          throw error;
        });
        add(unitsOf(answer.output));
        const writer = activeWriterOf(args.input as Input);
        if (writer !== undefined) for (const listener of listeners) listener(writer);
        return answer;
      },
    { step: 'serialize', priority: 'high', name: 'meter' },
  );
  return { use, onActiveWrite: (listener) => listeners.push(listener) };
}

function kindOf(commandName: string): 'read' | 'write' | undefined {
  if (READS.includes(commandName)) return 'read';
  return WRITES.includes(commandName) ? 'write' : undefined;
}

/** A batch is of one kind. */
function recordOf({ Item, Key, RequestItems, ExpressionAttributeValues }: Input): string {
  const [asked] = Object.values(RequestItems ?? {}).flatMap(({ Keys = [] }) => Keys);
  const [partition] = Object.values(ExpressionAttributeValues ?? {});
  const { pk = partition, sk = '' } = Item ?? Key ?? asked ?? {};
  const [of, day] = String(pk).split('#');
  return day === undefined ? `${of} ${String(sk).split('#')[0]}`.trim() : String(of);
}

function unitsOf(output: unknown): number {
  const { ConsumedCapacity = [] } = output as { readonly ConsumedCapacity?: Capacity | Capacity[] };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}

function activeWriterOf({ Item, Key, ExpressionAttributeValues }: Input): string | undefined {
  if ((Item ?? Key)?.['pk'] !== ACTIVE) return undefined;
  const writer = Item?.['writer'] ?? ExpressionAttributeValues?.[':writer'];
  return writer === undefined ? undefined : String(writer);
}
