import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { settings } from '#settings';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { openEc2 } from '../../lib/aws/ec2.ts';
import { countFailures } from '../../lib/gitlab/count-failures.ts';
import { auditHandler } from '../audit.ts';
import { emfMetrics } from './emf-metrics.ts';
import { environment } from './environment.ts';
import { gitlab } from './gitlab.ts';
import { LONG_SUFFERING, PATIENT } from './patience.ts';
import { powertoolsLog } from './powertools-log.ts';
import { wallClock } from './wall-clock.ts';

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
      client: new EC2Client({ ...settings.ec2Api, ...LONG_SUFFERING }),
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
