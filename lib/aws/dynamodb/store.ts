import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Store, Writer } from '../../scaler/ports/store.ts';
import { auditRecords } from './audit-records.ts';
import { chargeRecords } from './charge-records.ts';
import { drainSwitch } from './drain-switch.ts';
import { endedJobs } from './ended-jobs.ts';
import { experienceRecords } from './experience-records.ts';
import { jobInbox } from './job-inbox.ts';
import { jobRecords } from './job-records.ts';
import { launchRecords } from './launch-records.ts';
import { machineRecords } from './machine-records.ts';
import { machineReports } from './machine-reports.ts';
import { readActive } from './read-active.ts';
import { setbackRecords } from './setback-records.ts';
import { surplusRecords } from './surplus-records.ts';
import { openTable } from './table.ts';
import { tickInbox } from './tick-inbox.ts';

export interface StoreOptions {
  readonly client: DynamoDBClient;
  /** The table's name. */
  readonly table: string;
  readonly writer: Writer;
  /** Seconds, of a clock that only runs; none: this computer's. */
  readonly now?: () => number;
}

/**
 * Everything on record, in DynamoDB. A function that needs only a part of it opens that part, and bundles no
 * more.
 */
export function openStore({ client, table: name, writer, now = upTime }: StoreOptions): Store {
  const table = openTable(client, name);
  return {
    ...jobInbox(table),
    ...tickInbox(table),
    ...drainSwitch(table),
    ...jobRecords(table, writer),
    ...endedJobs(table),
    ...launchRecords(table, writer),
    ...machineReports(table),
    ...chargeRecords(table),
    ...setbackRecords(table, writer),
    ...surplusRecords(table, writer),
    ...experienceRecords(table, writer, now),
    ...auditRecords(table),
    machines: machineRecords(table, writer),
    readActive: () => readActive(table),
  };
}

const upTime = (): number => performance.now() / 1000;
