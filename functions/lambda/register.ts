import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { settings } from '#settings';
import { deploymentName } from '../../lib/aws/deployment-name.ts';
import { machineRecords } from '../../lib/aws/dynamodb/machine-records.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { registerHandler } from '../register.ts';
import { environment } from '../runtime/environment.ts';
import { gitlab } from '../runtime/gitlab.ts';
import { PATIENT } from '../runtime/patience.ts';
import { powertoolsLog } from '../runtime/powertools-log.ts';
import { wallClock } from '../runtime/wall-clock.ts';

export const handler = registerHandler(
  {
    scaler: deploymentName(environment('STACK_ID')),
    machines: machineRecords(openTable(new DynamoDBClient(PATIENT), environment('TABLE_NAME')), 'register'),
    gitlab: gitlab(),
    clock: wallClock,
    log: powertoolsLog(),
  },
  settings,
  { cacheBucket: environment('CACHE_BUCKET'), machineRoles: environment('MACHINE_ROLES').split(',') },
);
