import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Drain } from '../../scaler/state/drain.ts';
import { byStatus } from '../../scaler/state/jobs/by-status.ts';
import type { Job } from '../../scaler/state/jobs/job.ts';
import type { Setback } from '../../scaler/state/launches/setback.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import type { Surpluses } from '../../scaler/state/machines/surplus.ts';
import type { Departed, State, Unreadable } from '../../scaler/state/state.ts';
import type { Item } from './calls/read-item.ts';
import { readDrain } from './drain-switch.ts';
import { readJob } from './job-records.ts';
import { readLaunches } from './launch-records.ts';
import { hasDeparted, readDeparted, readMachine } from './machine-records.ts';
import { readSetback } from './setback-records.ts';
import { readSurpluses } from './surplus-records.ts';
import {
  ACTIVE,
  DRAIN_KEY,
  JOB_PREFIX,
  LAUNCHES_KEY,
  MACHINE_PREFIX,
  SETBACK_PREFIX,
  SURPLUSES_KEY,
  type Table,
  TICK_KEY,
} from './table.ts';

/**
 * All that is active, page by page, strongly consistent. An item that cannot be read is set aside.
 *
 * While it is read others write, so what comes first is oldest. It is read against the order of the keys: the launches
 * come before the machines, so that of a launch that was closed since all machines are seen; the machines before the
 * jobs, so that a job whose count a machine has forgotten, since its end is on record, is not seen any more.
 */
export async function readActive({ documents, name: TableName }: Table): Promise<State> {
  const read = new ActiveItems();
  for await (const { Items = [] } of queryActive(documents, TableName)) {
    for (const item of Items) read.add(item);
  }
  return read.state();
}

class ActiveItems {
  readonly #machines: Machine[] = [];
  readonly #departed: Departed[] = [];
  readonly #jobs: Job[] = [];
  readonly #setbacks: Setback[] = [];
  readonly #unreadable: Unreadable[] = [];
  #launches: Pick<State, 'launches' | 'launching'> = { launches: [] };
  #surpluses: Surpluses | undefined;
  #drain: Drain | undefined;

  add(item: Item): void {
    try {
      this.#read(item);
    } catch (error) {
      this.#unreadable.push({ key: String(item['sk']), reason: String(Object(error).message) });
    }
  }

  state(): State {
    return {
      ...{ machines: this.#machines, ...this.#launches, jobs: byStatus(this.#jobs) },
      ...(this.#setbacks.length > 0 && { setbacks: this.#setbacks }),
      ...(this.#surpluses && { surpluses: this.#surpluses }),
      ...(this.#departed.length > 0 && { departed: this.#departed }),
      ...(this.#unreadable.length > 0 && { unreadable: this.#unreadable }),
      ...(this.#drain && { drain: this.#drain }),
    };
  }

  #read(item: Item): void {
    switch (prefixOf(item)) {
      case JOB_PREFIX:
        this.#jobs.push(readJob(item));
        break;
      case MACHINE_PREFIX:
        if (hasDeparted(item)) this.#departed.push(readDeparted(item));
        else this.#machines.push(readMachine(item));
        break;
      case SETBACK_PREFIX:
        this.#setbacks.push(readSetback(item));
        break;
      case LAUNCHES_KEY.sk: {
        const { unreadable = [], ...launches } = readLaunches(item);
        this.#launches = launches;
        this.#unreadable.push(...unreadable);
        break;
      }
      case SURPLUSES_KEY.sk:
        this.#surpluses = readSurpluses(item);
        break;
      case DRAIN_KEY.sk:
        this.#drain = readDrain(item);
        break;
      case TICK_KEY.sk:
        break;
      default:
        throw new Error(`the record ${item['pk']} ${item['sk']} cannot be read: its kind is not known`);
    }
  }
}

function queryActive(client: Table['documents'], TableName: string) {
  return paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: 'pk = :active',
      ExpressionAttributeValues: { ':active': ACTIVE },
      ConsistentRead: true,
      ScanIndexForward: false,
    },
  );
}

function prefixOf(item: Item): string {
  const key = String(item['sk']);
  return key.slice(0, key.indexOf('#') + 1) || key;
}
