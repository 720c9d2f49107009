import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SFNClient } from '@aws-sdk/client-sfn';
import type { Context, DynamoDBStreamEvent } from 'aws-lambda';
import { settings } from '#settings';
import { openStore } from '../../lib/aws/dynamodb/store.ts';
import { dryRunLaunches } from '../../lib/aws/ec2/dry-run.ts';
import { openEc2 } from '../../lib/aws/ec2/ec2.ts';
import { parseLaunchTemplates } from '../../lib/aws/ec2/launch-templates.ts';
import { parseListPrices } from '../../lib/aws/ec2/list-prices.ts';
import { openWakeUps } from '../../lib/aws/wake-ups.ts';
import { countFailures } from '../../lib/gitlab/count-failures.ts';
import { reach } from '../../lib/gitlab/reach.ts';
import { gitlabClient } from '../../lib/gitlab/rest-client.ts';
import { sparing } from '../../lib/scaler/calls/sparing-wake-ups.ts';
import { reconcileHandler } from '../reconcile.ts';
import { Deadline } from '../runtime/deadline.ts';
import { ec2Client } from '../runtime/ec2-client.ts';
import { emfMetrics } from '../runtime/emf-metrics.ts';
import { environment } from '../runtime/environment.ts';
import { examine, isToBeExamined } from '../runtime/examine.ts';
import { gitlabConnection } from '../runtime/gitlab.ts';
import { PATIENT } from '../runtime/patience.ts';
import { powertoolsLog } from '../runtime/powertools-log.ts';
import { wallClock } from '../runtime/wall-clock.ts';

const scaler = environment('SCALER_NAME');
const metrics = emfMetrics(scaler);
const deadline = new Deadline();
const connection = gitlabConnection(deadline);
const deployed = {
  client: ec2Client(deadline),
  launchTemplates: parseLaunchTemplates(environment('LAUNCH_TEMPLATES')),
  listPrices: parseListPrices(environment('LIST_PRICES')),
  scaler,
};

const reconcile = reconcileHandler(
  {
    store: openStore({
      client: new DynamoDBClient(PATIENT),
      table: environment('TABLE_NAME'),
      writer: 'reconcile',
    }),
    ec2: openEc2(deployed),
    gitlab: countFailures(gitlabClient(connection), metrics),
    clock: wallClock,
    random: {
      hex: (digits) =>
        randomBytes(Math.ceil(digits / 2))
          .toString('hex')
          .slice(0, digits),
    },
    log: powertoolsLog(),
    metrics,
    wakeUps: sparing(
      openWakeUps({ client: new SFNClient(PATIENT), stateMachine: environment('WAKE_UPS') }),
      wallClock,
    ),
  },
  settings,
);

export const handler = async (event: DynamoDBStreamEvent, context: Context) => {
  deadline.begin(context.getRemainingTimeInMillis());
  return isToBeExamined(event)
    ? examine({
        dryRun: () => dryRunLaunches(deployed, settings.runners),
        reachGitLab: () => reach(connection),
      })
    : reconcile(event, context);
};
