/** What several runs of one measure came to. */
export interface Sample {
  readonly median: number;
  /** Half of the runs lie within this much of each other, in the middle: how noisy the machine is. */
  readonly spread: number;
  readonly runs: number;
}

/** The same runs by two clocks. On a busy machine `wall` has its waits for the processor in it, `cpu` has not. */
export interface Timed {
  readonly wall: Sample;
  readonly cpu: Sample;
}

export function timedOf(runs: readonly { readonly wall: number; readonly cpu: number }[]): Timed {
  return { wall: sampleOf(runs.map(({ wall }) => wall)), cpu: sampleOf(runs.map(({ cpu }) => cpu)) };
}

export function sampleOf(values: readonly number[]): Sample {
  return {
    median: quantile(values, 0.5),
    spread: quantile(values, 0.75) - quantile(values, 0.25),
    runs: values.length,
  };
}

/** The value that so large a share of the values does not exceed, from 0 to 1. Throws Error if there are none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const value = sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export function rounded(value: number, digits = 1): number {
  return Number(value.toFixed(digits));
}
