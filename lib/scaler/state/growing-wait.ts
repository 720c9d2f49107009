/** Seconds. */
export interface Waits {
  readonly first: number;
  readonly longest: number;
}

/** Seconds to wait after this many times: twice as long each time. */
export const growingWait = (times: number, { first, longest }: Waits): number =>
  Math.min(first * 2 ** (times - 1), longest);
