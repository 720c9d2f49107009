import type { UnixSeconds } from './time.ts';

/**
 * A request for machines, on record before it is made: its id is the ClientToken of the EC2 call and a tag
 * of the instances, so that it can be repeated, and found again, after a crash at any point.
 * A runner has at most one.
 */
export interface Launch {
  readonly id: string;
  readonly runner: string;
  readonly count: number;
  /** Why the machines are wanted. */
  readonly reason: string;
  readonly at: UnixSeconds;
  readonly outcome: LaunchOutcome;
  readonly revision: number;
}

/** A launch that succeeded has no record: its machines have. */
export type LaunchOutcome =
  | { readonly kind: 'Unknown' }
  | { readonly kind: 'Refused'; readonly at: UnixSeconds; readonly reason: string };

/** A launch whose outcome is not known may have made all its machines. */
export function machinesOf(launch: Launch): number {
  return launch.outcome.kind === 'Unknown' ? launch.count : 0;
}

/** Seconds for which a runner whose launch EC2 refused asks for nothing: less than from one tick to the next. */
export const REFUSED_FOR = 50;
