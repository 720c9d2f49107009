import { MetricUnit, Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../../lib/scaler/ports/metrics.ts';

const NAMESPACE = 'bastionless';

/**
 * CloudWatch turns log lines in its embedded metric format into metrics: no call, no permission. Each count is kept by
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

    // A metric costs money for each hour that has a figure: at rest we write none, and never a zero.
    gauge(values) {
      const named = Object.entries(values);
      if (named.every(([, value]) => value === 0)) return;
      for (const [name, value] of named) metrics.addMetric(name, MetricUnit.Count, value);
      metrics.publishStoredMetrics();
    },

    jobStarted(waitedSeconds) {
      metrics.singleMetric().addMetric('JobWait', MetricUnit.Seconds, waitedSeconds);
    },

    firstJobStarted({ hearing, asking, starting, booting, registering, taking }) {
      metrics.addMetric('FirstWaitAsking', MetricUnit.Seconds, hearing + asking);
      metrics.addMetric('FirstWaitStarting', MetricUnit.Seconds, starting);
      metrics.addMetric('FirstWaitBooting', MetricUnit.Seconds, booting + registering);
      metrics.addMetric('FirstWaitTaking', MetricUnit.Seconds, taking);
      metrics.publishStoredMetrics();
    },
  };
}

/** The characters that a dimension's value may have; CloudWatch drops a metric that has others. */
const inAscii = (text: string): string => text.replace(/[^ -~]/gu, encodeURIComponent);
