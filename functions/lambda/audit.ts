import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { Context } from 'aws-lambda';
import { settings } from '#settings';
import { deploymentName } from '../../lib/aws/deployment-name.ts';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { countFailures } from '../../lib/gitlab/count-failures.ts';
import { auditHandler } from '../audit.ts';
import { Deadline } from '../runtime/deadline.ts';
import { ec2Client } from '../runtime/ec2-client.ts';
import { emfMetrics } from '../runtime/emf-metrics.ts';
import { environment } from '../runtime/environment.ts';
import { gitlab } from '../runtime/gitlab.ts';
import { PATIENT } from '../runtime/patience.ts';
import { powertoolsLog } from '../runtime/powertools-log.ts';
import { wallClock } from '../runtime/wall-clock.ts';

const scaler = environment('SCALER_NAME');
const metrics = emfMetrics(scaler);
const deadline = new Deadline();

const audit = auditHandler(
  {
    store: openStore({
      client: new DynamoDBClient(PATIENT),
      table: environment('TABLE_NAME'),
      writer: 'audit',
    }),
    // It launches nothing.
    ec2: openEc2({
      client: ec2Client(deadline),
      launchTemplates: {},
      scaler,
    }),
    gitlab: countFailures(gitlab(deadline), metrics),
    clock: wallClock,
    log: powertoolsLog(),
    metrics,
  },
  settings,
  deploymentName(environment('STACK_ID')),
);

export const handler = (event: unknown, context: Context) => {
  deadline.begin(context.getRemainingTimeInMillis());
  return audit(event, context);
};
