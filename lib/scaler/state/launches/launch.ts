import { createHash } from 'node:crypto';
import type { Market } from '../../../config/ec2/settings.ts';
import type { RunnerSettings } from '../../../config/settings.ts';
import { growingWait, type Waits } from '../growing-wait.ts';
import { onceFor } from '../once-for.ts';
import { type Placed, placesOf } from '../places.ts';
import type { UnixSeconds } from '../time.ts';

/**
 * A request for machines, recorded before it is made. Its id is the ClientToken of the EC2 call and a tag of
 * the instances, so that after a crash at any point the call can be repeated, and its machines found. A runner
 * has at most one.
 */
export interface Launch extends Placed {
  readonly id: string;
  readonly runner: string;
  readonly count: number;
  /** How many of them are for jobs that are expected; none if all are wanted now. */
  readonly ahead?: number;
  /** How the machines are bought. */
  readonly market: Market['kind'];
  /** Why the machines are wanted. */
  readonly reason: string;
  readonly at: UnixSeconds;
  /** Of the settings that it is made with: see fingerprintOf. */
  readonly fingerprint: string;
  readonly outcome: LaunchOutcome;
  /** Launches of the runner in a row, this one included, of which EC2 could make no machine. */
  readonly refused?: number;
  readonly revision: number;
}

/** A launch that succeeded has no record: its machines have. */
export type LaunchOutcome =
  | {
      /** EC2 has not answered, or was too busy. */
      readonly kind: 'Unknown';
      /** Times that it was asked. */
      readonly tries: number;
      /** When it is asked again. */
      readonly againAt: UnixSeconds;
      /** Why the last try failed; none while it goes on. */
      readonly reason?: string;
    }
  /** EC2 could not for now: the settings are right. */
  | { readonly kind: 'Unavailable'; readonly at: UnixSeconds; readonly reason: string }
  /** EC2 refuses the settings, and will until they change. */
  | { readonly kind: 'Misconfigured'; readonly at: UnixSeconds; readonly reason: string };

/** A launch whose outcome is not known may have made all its machines. */
export function machinesOf(launch: Launch): number {
  return launch.outcome.kind === 'Unknown' ? launch.count : 0;
}

/** The places of those machines. */
export const placesIn = (launch: Launch): number => machinesOf(launch) * placesOf(launch);

/** A runner without capacity is not asked for again for this many seconds: less than from one tick to the next. */
const UNAVAILABLE_FOR = 50;
/** Seconds after which other machines may make room for it again. */
const ROOM_AGAIN: Waits = { first: UNAVAILABLE_FOR, longest: 600 };
/** Seconds for which it is remembered how often EC2 refused. */
const REMEMBERED_FOR = 2 * ROOM_AGAIN.longest;
/** How long a runner whose settings EC2 refuses waits if they do not change. What they name may be new, and EC2 soon know it. */
const MISCONFIGURED: Waits = { first: 60, longest: 600 };

/** Does a launch that EC2 has refused no longer keep its runner from the next? */
export function isOver(launch: Launch, runner: RunnerSettings, now: UnixSeconds): boolean {
  const { outcome, fingerprint } = launch;
  if (outcome.kind === 'Unknown') return false;
  return (
    now >= movesAt(launch) || (outcome.kind === 'Misconfigured' && fingerprint !== fingerprintOf(runner))
  );
}

/** Is a launch that EC2 has refused of no use any more? */
export function isForgotten(launch: Launch, runner: RunnerSettings, now: UnixSeconds): boolean {
  const { outcome, fingerprint } = launch;
  if (outcome.kind === 'Unknown' || !isOver(launch, runner, now)) return false;
  return fingerprint !== fingerprintOf(runner) || now - outcome.at >= REMEMBERED_FOR;
}

/**
 * When machines of others may make room for the runner's next launch. It may well be refused as this one was, and those
 * would have left in vain; where there is room, the next does not wait for that.
 */
export function roomAgainAt({ outcome, refused = 1 }: Launch): UnixSeconds {
  if (outcome.kind !== 'Unavailable') return Number.NEGATIVE_INFINITY;
  return outcome.at + growingWait(refused, ROOM_AGAIN);
}

/** When time alone makes something possible of it: to ask for it again, or for the next. */
export function movesAt({ outcome, refused = 1 }: Launch): UnixSeconds {
  switch (outcome.kind) {
    case 'Unknown':
      return outcome.againAt;
    case 'Unavailable':
      return outcome.at + UNAVAILABLE_FOR;
    case 'Misconfigured':
      return outcome.at + growingWait(refused, MISCONFIGURED);
  }
}

/** Changes with the runner's settings for EC2. */
export const fingerprintOf = onceFor(({ ec2 }: RunnerSettings): string =>
  createHash('sha256').update(JSON.stringify(ec2)).digest('hex').slice(0, 16),
);

/** For people. */
export function describeOutcome(outcome: LaunchOutcome): string {
  switch (outcome.kind) {
    case 'Unknown': {
      const { tries, reason } = outcome;
      return reason === undefined
        ? 'under way'
        : `asked ${tries === 1 ? 'once' : `${tries} times`}, to be asked again: ${reason}`;
    }
    case 'Unavailable':
      return `EC2 could not: ${outcome.reason}`;
    case 'Misconfigured':
      return `EC2 refuses the runner’s settings: ${outcome.reason}`;
  }
}
