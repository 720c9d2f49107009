import type { Log, LogFields } from '../../lib/scaler/ports/log.ts';
import { correlationOf } from './correlation.ts';

/**
 * The log as flat JSON lines, in the shape of powertoolsLog but without its code, because GitLab waits for the
 * webhook's answer. Lambda passes on a JSON line that has a time and a level unchanged.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const leanLog: Log = {
  info: (message, fields) => write('INFO', message, fields),
  warn: (message, fields) => write('WARN', message, fields),
  error: (message, fields) => write('ERROR', message, fields),
};

function write(level: string, message: string, fields: LogFields = {}): void {
  const timestamp = new Date().toISOString();
  const service = process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'bastionless';
  const line = { level, message, timestamp, service, ...correlationOf(fields), ...fields };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
