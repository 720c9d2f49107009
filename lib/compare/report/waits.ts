import { build } from 'hdr-histogram-js';

/** Upper ends of the bins that waits are shown in, in seconds; the last bin has none. */
export const WAIT_BINS = [1, 3, 5, 10, 20, 30, 45, 60, 90, 120, 300, 600, 1800, 3600] as const;

/** How long jobs waited, to a thousandth, and the longest exactly. Its memory does not grow with the jobs. */
export class Waits {
  readonly #histogram = build({
    useWebAssembly: false,
    bitBucketSize: 32,
    lowestDiscernibleValue: 1,
    highestTrackableValue: 2 ** 40,
    numberOfSignificantValueDigits: 3,
  });
  readonly #bins = new Array<number>(WAIT_BINS.length + 1).fill(0);
  #longest = 0;
  #sum = 0;

  add(seconds: number): void {
    this.#histogram.recordValue(Math.round(seconds * 1000));
    const bin = WAIT_BINS.findIndex((end) => seconds <= end);
    const index = bin === -1 ? WAIT_BINS.length : bin;
    this.#bins[index] = (this.#bins[index] ?? 0) + 1;
    this.#longest = Math.max(this.#longest, seconds);
    this.#sum += seconds;
  }

  get count(): number {
    return this.#histogram.totalCount;
  }

  get longest(): number {
    return this.#longest;
  }

  /** Seconds; 0 if there were no jobs. */
  get mean(): number {
    return this.count === 0 ? 0 : this.#sum / this.count;
  }

  /** Waits in each bin of WAIT_BINS, and in the bin beyond. */
  get bins(): readonly number[] {
    return this.#bins;
  }

  /** Seconds that so many per cent of the jobs waited at most; 0 if there were no jobs. */
  percentile(percent: number): number {
    if (this.count === 0) return 0;
    return Math.min(this.#histogram.getValueAtPercentile(percent) / 1000, this.#longest);
  }
}
