import type { OwnInstance } from '../ports/ec2.ts';
import type { FoundRunner } from '../ports/gitlab.ts';
import type { IdleMachine, Machine } from '../state/machines/machine.ts';
import type { Placeholder } from '../state/machines/runner-description.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';

/** What is there, whatever is on record; undefined where it could not be listed. */
export interface Observed {
  readonly instances: readonly OwnInstance[] | undefined;
  readonly openSpotRequests: readonly string[] | undefined;
  /** Those described as runners of this deployment's machines. */
  readonly runners: readonly OwnRunner[] | undefined;
  /** And those that keep the places of its `[[runners]]` entries. */
  readonly placeholders: readonly OwnPlaceholder[] | undefined;
}

export interface OwnPlaceholder extends FoundRunner, Placeholder {}

export interface OwnRunner extends FoundRunner {
  /** The name of the machine that it was made for. */
  readonly machine: string;
}

/** What does not fit together. `reason` is for people. */
export type Finding =
  /** An instance of ours without a record, and its runner if it has one. */
  | {
      readonly kind: 'Stray';
      readonly instance: OwnInstance;
      readonly runnerId?: number;
      readonly reason: string;
    }
  /** A record without an instance. */
  | { readonly kind: 'Vanished'; readonly machine: Machine; readonly reason: string }
  /** A runner of ours in GitLab without a machine. */
  | { readonly kind: 'OrphanRunner'; readonly runner: OwnRunner; readonly reason: string }
  /** A machine whose runner GitLab does not list. */
  | { readonly kind: 'DeletedRunner'; readonly machine: IdleMachine; readonly reason: string }
  /** A spot request of ours that nothing waits for. */
  | { readonly kind: 'OpenSpotRequest'; readonly spotRequestId: string; readonly reason: string };

/** One kind of difference between the world and the records. Sees what was there before the records were read. */
export type Rule = (observed: Observed, state: State, now: UnixSeconds) => readonly Finding[];
