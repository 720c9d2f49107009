import type { UnixSeconds } from '../time.ts';

export interface Instance {
  readonly instanceId: string;
  readonly spotRequestId?: string;
  readonly launchId: string;
  readonly runner: string;
  /** What it is, as far as EC2 has said so. */
  readonly bought?: Bought;
  /** When EC2 made it, where it has said so. */
  readonly launchedAt?: UnixSeconds;
  /** EC2's word: pending, running, shutting-down, terminated, stopping or stopped. */
  readonly state: string;
}

export interface Bought {
  /** The instance type. */
  readonly type: string;
  /** The availability zone. */
  readonly zone: string;
  /** Dollars for an hour of it, its disk and its public address included, when it was launched; none where that is not known. */
  readonly hourly?: number;
}

const ENDED = ['shutting-down', 'terminated', 'stopping', 'stopped'];

/** Has an instance in that state, in EC2's word, ended? Our machines are never stopped to be started again. */
export const hasEnded = (state: string): boolean => ENDED.includes(state);
