import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { settings } from '#settings';
import { machineRecords } from '../../lib/aws/dynamodb/machine-records.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { registerHandler } from '../register.ts';
import { environment } from './environment.ts';
import { gitlab } from './gitlab.ts';
import { PATIENT } from './patience.ts';
import { powertoolsLog } from './powertools-log.ts';
import { wallClock } from './wall-clock.ts';

export const handler = registerHandler(
  {
    scaler: environment('DEPLOYMENT_NAME'),
    machines: machineRecords(openTable(new DynamoDBClient(PATIENT), environment('TABLE_NAME')), 'register'),
    gitlab: gitlab(),
    clock: wallClock,
    log: powertoolsLog(),
  },
  settings,
  { cacheBucket: environment('CACHE_BUCKET'), machineRoles: environment('MACHINE_ROLES').split(',') },
);
