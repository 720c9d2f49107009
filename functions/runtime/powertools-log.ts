import { Logger } from '@aws-lambda-powertools/logger';
import type { Log, LogFields } from '../../lib/scaler/ports/log.ts';
import { correlationOf } from './correlation.ts';

/**
 * The log as flat JSON lines. Each line has the function's name, the trace of its request and what it is about.
 * For functions that load the AWS SDK's large clients anyway: it adds 23 kB and some 10 ms to a cold start, so
 * the webhook uses leanLog.
 */
export function powertoolsLog(): Log {
  const logger = new Logger({ serviceName: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'bastionless' });
  const about = (fields: LogFields = {}) => ({ ...correlationOf(fields), ...fields });
  return {
    info: (message, fields) => logger.info(message, about(fields)),
    warn: (message, fields) => logger.warn(message, about(fields)),
    error: (message, fields) => logger.error(message, about(fields)),
  };
}
