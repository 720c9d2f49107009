import { openStore } from '../../../aws/dynamodb/store.ts';
import type { BarrierName } from '../../../scaler/plan/launches/barriers.ts';
import { some } from '../../../scaler/plan/some.ts';
import { clientOptions, type Deployment } from '../../deployment/deployment.ts';
import type { Stack } from '../../deployment/stack.ts';
import { type Finding, ok, warn } from '../../finding.ts';
import { NEWS, statusReport } from '../../status/status.ts';
import { adviceOnHeld, adviceOnLaunch } from './launch-advice.ts';
import { adviceOnMachine } from './machine-advice.ts';

/** By a finding of its own, which says what to do. */
const TOLD_ALREADY: readonly BarrierName[] = ['drain', 'last launch', 'failed machines', 'soon free'];

/** What the table says of launches that EC2 refused, machines held back or that gave up, and jobs that nobody can run. */
export async function activityFindings(
  deployment: Deployment,
  { tableName }: Stack,
): Promise<readonly Finding[]> {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(clientOptions(deployment));
  const store = openStore({ client, table: tableName, writer: 'operator' });
  const now = Date.now() / 1000;
  const [state, reports] = await Promise.all([store.readActive(), store.recentReports(now - NEWS)]);
  const { machines, jobs, launches, setbacks, held, drain, gaveUp, unreadable } = statusReport(
    state,
    deployment.settings,
    now,
    { reports },
  );
  client.destroy();
  const orphans = jobs.filter(({ waitsFor }) => waitsFor !== null);
  return [
    ok('table', `${some(machines.length, 'machine')}, ${some(jobs.length, 'job')}`),
    ...unreadable.map(({ reason }) =>
      warn('record', `${reason}; all others are heeded`, 'correct it in the table, or delete it'),
    ),
    ...(drain === null
      ? []
      : [warn('drain', `since ${drain.since}: no machine is launched`, 'bastionless drain --undo')]),
    ...launches.map(({ runner, count, outcome }) =>
      warn('launch', `${some(count, 'machine')} for ${runner}: ${outcome}`, adviceOnLaunch(outcome)),
    ),
    ...setbacks.map(({ runner, failed, reason, againAt }) =>
      warn(
        'failed machines',
        `the last ${some(failed, 'machine')} of ${runner} left before running a job: ${reason}; next try ${againAt}`,
        adviceOnMachine(reason),
      ),
    ),
    ...held
      .filter(({ barrier }) => !TOLD_ALREADY.includes(barrier))
      .map(({ runner, count, reason, barrier }) =>
        warn('held back', `${count} for ${runner}: ${reason}`, adviceOnHeld(barrier)),
      ),
    ...gaveUp
      .slice(0, 1)
      .map(({ machine, reason }) =>
        warn(
          'gave up',
          `${some(gaveUp.length, 'machine')} within a day; ${machine}: ${reason}`,
          `bastionless logs ${machine}`,
        ),
      ),
    ...orphans.slice(0, 3).map(({ id, name, waitsFor }) => warn('job', `${id} (${name}) waits: ${waitsFor}`)),
  ];
}
