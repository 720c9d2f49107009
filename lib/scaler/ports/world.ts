/**
 * What the scaler needs of the world. Every call may be repeated, and may fail after it took effect:
 * callers rely on no more than what is said here, and every implementation passes the same contract tests.
 */
import type { Clock } from './clock.ts';
import type { Ec2 } from './ec2.ts';
import type { GitLab } from './gitlab.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Random } from './random.ts';
import type { Store } from './store.ts';
import type { WakeUps } from './wake-ups.ts';

/** All that a reconcile works with. */
export interface World {
  readonly store: Store;
  readonly ec2: Ec2;
  readonly gitlab: GitLab;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly wakeUps: WakeUps;
}
