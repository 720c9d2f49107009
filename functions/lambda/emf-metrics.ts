import { MetricUnit, Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../../lib/scaler/ports.ts';

const NAMESPACE = 'bastionless';

/**
 * CloudWatch makes metrics of log lines in its embedded metric format: no call, no permission. Each count is kept by
 * deployment (`service`), and by deployment and runner.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function emfMetrics(scaler: string): Metrics {
  const metrics = new Powertools({ namespace: NAMESPACE, serviceName: scaler });
  return {
    count(metric, { runner, reason } = {}, value = 1) {
      const line = metrics.singleMetric().addDimensions({});
      if (runner !== undefined) line.addDimensions({ runner: inAscii(runner) });
      if (reason !== undefined) line.addMetadata('reason', reason);
      line.addMetric(metric, MetricUnit.Count, value);
    },
  };
}

/** The value of a dimension may hold nothing else; a metric that had another would be dropped. */
const inAscii = (text: string): string => text.replace(/[^ -~]/gu, encodeURIComponent);
