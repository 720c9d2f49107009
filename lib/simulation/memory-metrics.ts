import type { CountedOf, MetricName, Metrics } from '../scaler/ports.ts';

/** Sums, by what was counted. */
export class MemoryMetrics implements Metrics {
  readonly #sums = new Map<MetricName, number>();

  count(metric: MetricName, _?: CountedOf, value = 1): void {
    this.#sums.set(metric, this.of(metric) + value);
  }

  of(metric: MetricName): number {
    return this.#sums.get(metric) ?? 0;
  }
}
