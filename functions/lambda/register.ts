import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SSMClient } from '@aws-sdk/client-ssm';
import { settings } from '#settings';
import { machineRecords } from '../../lib/aws/dynamodb/machine-records.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { secretParameter } from '../../lib/aws/secrets.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { registerHandler } from '../register.ts';
import { environment } from './environment.ts';
import { powertoolsLog } from './powertools-log.ts';
import { wallClock } from './wall-clock.ts';

export const handler = registerHandler(
  {
    scaler: environment('SCALER_NAME'),
    machines: machineRecords(openTable(new DynamoDBClient(), environment('TABLE_NAME')), 'register'),
    gitlab: gitlabClient({
      url: settings.gitlabUrl,
      token: secretParameter(new SSMClient(), environment('GITLAB_TOKEN_PARAMETER')),
    }),
    clock: wallClock,
    log: powertoolsLog(),
  },
  settings,
  environment('CACHE_BUCKET'),
);
