import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { settings } from '#settings';
import { machineRecords } from '../../lib/aws/dynamodb/machine-records.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { ec2EventsHandler } from '../ec2-events.ts';
import { emfMetrics } from '../runtime/emf-metrics.ts';
import { environment } from '../runtime/environment.ts';
import { PATIENT } from '../runtime/patience.ts';
import { powertoolsLog } from '../runtime/powertools-log.ts';

export const handler = ec2EventsHandler(
  {
    machines: machineRecords(openTable(new DynamoDBClient(PATIENT), environment('TABLE_NAME')), 'ec2-events'),
    log: powertoolsLog(),
    metrics: emfMetrics(environment('SCALER_NAME')),
  },
  settings,
);
