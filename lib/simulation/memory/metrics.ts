import type { CountedOf, MetricName, Metrics } from '../../scaler/ports/metrics.ts';
import type { Gauges } from '../../scaler/state/gauges.ts';
import type { FirstWait } from '../../scaler/state/machines/first-wait.ts';

/** Sums, by what was counted. */
export class MemoryMetrics implements Metrics {
  readonly #sums = new Map<MetricName, number>();
  /** The last. */
  gauges: Gauges | undefined;
  /** Seconds, in the order of the jobs' starts. */
  readonly waits: number[] = [];

  readonly firstWaits: FirstWait[] = [];

  count(metric: MetricName, _?: CountedOf, value = 1): void {
    this.#sums.set(metric, this.of(metric) + value);
  }

  gauge(values: Gauges): void {
    this.gauges = values;
  }

  jobStarted(waitedSeconds: number): void {
    this.waits.push(waitedSeconds);
  }

  firstJobStarted(wait: FirstWait): void {
    this.firstWaits.push(wait);
  }

  of(metric: MetricName): number {
    return this.#sums.get(metric) ?? 0;
  }
}

/** Sums alone: of a million waits nothing is kept. */
export class SummedMetrics extends MemoryMetrics {
  override jobStarted(): void {}

  override firstJobStarted(): void {}
}
