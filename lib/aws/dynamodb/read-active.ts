import { paginateQuery } from '@aws-sdk/lib-dynamodb';
import type { Drain } from '../../scaler/state/drain.ts';
import type { Job } from '../../scaler/state/job.ts';
import type { Launch } from '../../scaler/state/launch.ts';
import type { Machine } from '../../scaler/state/machine.ts';
import type { State } from '../../scaler/state/state.ts';
import { readDrain } from './drain-switch.ts';
import { readJob } from './job-records.ts';
import { readLaunch } from './launch-records.ts';
import { readMachine } from './machine-records.ts';
import type { Item } from './read-item.ts';
import {
  ACTIVE,
  DRAIN_KEY,
  JOB_PREFIX,
  LAUNCH_PREFIX,
  MACHINE_PREFIX,
  type Table,
  TICK_KEY,
} from './table.ts';

/** All that is active, page by page, strongly consistent. Throws an Error naming the first item it cannot read. */
export async function readActive({ documents, name: TableName }: Table): Promise<State> {
  const machines: Machine[] = [];
  const launches: Launch[] = [];
  const jobs: Job[] = [];
  let drain: Drain | undefined;
  for await (const { Items = [] } of queryActive(documents, TableName)) {
    for (const item of Items) {
      switch (prefixOf(item)) {
        case JOB_PREFIX:
          jobs.push(readJob(item));
          break;
        case MACHINE_PREFIX:
          machines.push(readMachine(item));
          break;
        case LAUNCH_PREFIX:
          launches.push(readLaunch(item));
          break;
        case DRAIN_KEY.sk:
          drain = readDrain(item);
          break;
        case TICK_KEY.sk:
          break;
        default:
          throw new Error(`the record ${item['pk']} ${item['sk']} cannot be read: its kind is not known`);
      }
    }
  }
  return { machines, launches, jobs, ...(drain && { drain }) };
}

function queryActive(client: Table['documents'], TableName: string) {
  return paginateQuery(
    { client },
    {
      TableName,
      KeyConditionExpression: 'pk = :active',
      ExpressionAttributeValues: { ':active': ACTIVE },
      ConsistentRead: true,
    },
  );
}

function prefixOf(item: Item): string {
  const key = String(item['sk']);
  return key.slice(0, key.indexOf('#') + 1) || key;
}
