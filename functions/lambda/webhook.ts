import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { settings } from '#settings';
import { jobInbox } from '../../lib/aws/dynamodb/job-inbox.ts';
import { openTable } from '../../lib/aws/dynamodb/table.ts';
import { secretParameter } from '../../lib/aws/secrets.ts';
import { environment } from '../runtime/environment.ts';
import { leanLog } from '../runtime/lean-log.ts';
import { HURRIED } from '../runtime/patience.ts';
import { ssmClient } from '../runtime/ssm-client.ts';
import { wallClock } from '../runtime/wall-clock.ts';
import { webhookHandler } from '../webhook.ts';

export const handler = webhookHandler(
  {
    inbox: jobInbox(openTable(new DynamoDBClient(HURRIED), environment('TABLE_NAME'))),
    secrets: {
      // With the write that follows, it is to end before GitLab gives up.
      webhookSecret: secretParameter(
        ssmClient(HURRIED, 5),
        environment('WEBHOOK_SECRET_PARAMETER'),
        wallClock,
      ),
    },
    clock: wallClock,
    wallClock,
    log: leanLog,
  },
  settings,
);
