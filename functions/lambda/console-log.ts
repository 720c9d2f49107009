import type { Log } from '../../lib/scaler/ports.ts';

/**
 * Lambda itself makes one JSON object of each line, with time, level and request id.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
export const consoleLog: Log = {
  info: (message, fields) => console.info({ message, ...fields }),
  warn: (message, fields) => console.warn({ message, ...fields }),
  error: (message, fields) => console.error({ message, ...fields }),
};
