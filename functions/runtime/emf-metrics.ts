import { MetricUnit, Metrics as Powertools } from '@aws-lambda-powertools/metrics';
import type { Metrics } from '../../lib/scaler/ports/metrics.ts';

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

    // A metric is paid for by the hours in which it has figures: at rest there are none, and no figure is a zero.
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

/** The value of a dimension may hold nothing else; a metric that had another would be dropped. */
const inAscii = (text: string): string => text.replace(/[^ -~]/gu, encodeURIComponent);
