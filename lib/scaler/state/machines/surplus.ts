import type { UnixSeconds } from '../time.ts';

/** Places of one runner that nothing needed: so many, at least, at each look since then. */
export interface Surplus {
  readonly runner: string;
  readonly since: UnixSeconds;
  readonly places: number;
}

/** Those of all runners, which are one record; its revision is 0 before there is one. */
export interface Surpluses {
  readonly all: readonly Surplus[];
  readonly revision: number;
}
