import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { settings } from '#settings';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { countFailures } from '../../lib/gitlab/count-failures.ts';
import { auditHandler } from '../audit.ts';
import { ec2Client } from '../runtime/ec2-client.ts';
import { emfMetrics } from '../runtime/emf-metrics.ts';
import { environment } from '../runtime/environment.ts';
import { gitlab } from '../runtime/gitlab.ts';
import { PATIENT } from '../runtime/patience.ts';
import { powertoolsLog } from '../runtime/powertools-log.ts';
import { wallClock } from '../runtime/wall-clock.ts';

const scaler = environment('SCALER_NAME');
const metrics = emfMetrics(scaler);

export const handler = auditHandler(
  {
    store: openStore({
      client: new DynamoDBClient(PATIENT),
      table: environment('TABLE_NAME'),
      writer: 'audit',
    }),
    // It launches nothing.
    ec2: openEc2({
      client: ec2Client(),
      launchTemplates: {},
      scaler,
    }),
    gitlab: countFailures(gitlab(), metrics),
    clock: wallClock,
    log: powertoolsLog(),
    metrics,
  },
  settings,
  environment('DEPLOYMENT_NAME'),
);
