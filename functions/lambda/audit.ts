import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SSMClient } from '@aws-sdk/client-ssm';
import { settings } from '#settings';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { openEc2 } from '../../lib/aws/ec2.ts';
import { secretParameter } from '../../lib/aws/secrets.ts';
import { countFailures } from '../../lib/gitlab/count-failures.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { auditHandler } from '../audit.ts';
import { emfMetrics } from './emf-metrics.ts';
import { environment } from './environment.ts';
import { powertoolsLog } from './powertools-log.ts';
import { wallClock } from './wall-clock.ts';

const scaler = environment('SCALER_NAME');
const metrics = emfMetrics(scaler);

export const handler = auditHandler(
  {
    store: openStore({ client: new DynamoDBClient(), table: environment('TABLE_NAME'), writer: 'audit' }),
    // It launches nothing.
    ec2: openEc2({ client: new EC2Client(), launchTemplates: {}, scaler }),
    gitlab: countFailures(
      gitlabClient({
        url: settings.gitlabUrl,
        token: secretParameter(new SSMClient(), environment('GITLAB_TOKEN_PARAMETER')),
      }),
      metrics,
    ),
    clock: wallClock,
    log: powertoolsLog(),
    metrics,
  },
  settings,
  scaler,
);
