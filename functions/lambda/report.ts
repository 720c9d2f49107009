import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { machineRecords } from '../../lib/aws/dynamodb/machine-records.ts';
import { machineReports } from '../../lib/aws/dynamodb/machine-reports.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { reportHandler } from '../report.ts';
import { environment } from '../runtime/environment.ts';
import { PATIENT } from '../runtime/patience.ts';
import { powertoolsLog } from '../runtime/powertools-log.ts';
import { wallClock } from '../runtime/wall-clock.ts';

const table = openTable(new DynamoDBClient(PATIENT), environment('TABLE_NAME'));

export const handler = reportHandler(
  {
    machines: machineRecords(table, 'report'),
    reports: machineReports(table),
    clock: wallClock,
    log: powertoolsLog(),
  },
  environment('MACHINE_ROLES').split(','),
);
