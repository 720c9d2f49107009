import type { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { some } from '../../scaler/plan/some.ts';
import { clientOptions, type Deployment } from '../deployment/deployment.ts';
import { type Finding, ok, warn } from '../finding.ts';

/** Those of serverless.yml, in its order. */
export const FUNCTIONS: readonly string[] = [
  ...['webhook', 'script', 'register', 'report'],
  ...['ec2-events', 'schedule', 'audit', 'reconcile'],
];
const HOURS = 24;
/** Of errors, and of functions that ended before their time, as Lambda itself logs them. */
const PATTERN =
  '{ $.level = "ERROR" || $.level = "FATAL" || $.record.status = "timeout" || $.record.status = "error" }';
const SHOWN = 300;

/** The last error that each function has logged in the last day. */
export async function logFindings(deployment: Deployment): Promise<readonly Finding[]> {
  const { CloudWatchLogsClient } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = new CloudWatchLogsClient(clientOptions(deployment));
  try {
    const found = await Promise.all(
      FUNCTIONS.map((name) => logFinding(client, `/aws/lambda/${deployment.name}-${name}`, name)),
    );
    const errors = found.filter((finding) => finding !== undefined);
    return errors.length > 0 ? errors : [ok('logs', `no error in the last ${some(HOURS, 'hour')}`)];
  } finally {
    client.destroy();
  }
}

async function logFinding(
  client: CloudWatchLogsClient,
  logGroupName: string,
  name: string,
): Promise<Finding | undefined> {
  const { paginateFilterLogEvents } = await import('@aws-sdk/client-cloudwatch-logs');
  const startTime = Date.now() - HOURS * 3600 * 1000;
  let count = 0;
  let last = '';
  for await (const { events = [] } of paginateFilterLogEvents(
    { client },
    { logGroupName, startTime, filterPattern: PATTERN },
  )) {
    count += events.length;
    last = events.at(-1)?.message ?? last;
  }
  if (count === 0) return undefined;
  return warn(
    `log of ${name}`,
    `${some(count, 'error')} in the last ${some(HOURS, 'hour')}, the last: ${told(last)}`,
    `aws logs tail ${logGroupName} --since ${HOURS}h`,
  );
}

/** The message and its reason, of a line of JSON; else the line. */
function told(line: string): string {
  try {
    const { message, reason, errorMessage } = Object(JSON.parse(line));
    const inner =
      typeof message === 'object' && message !== null ? message : { message, reason, errorMessage };
    const parts = [inner.message, inner.reason, inner.errorMessage].filter(
      (part) => typeof part === 'string',
    );
    return (parts.length > 0 ? parts.join(': ') : line).slice(0, SHOWN);
  } catch {
    return line.trim().slice(0, SHOWN);
  }
}
