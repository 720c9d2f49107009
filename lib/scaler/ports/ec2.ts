import type { RunnerSettings } from '../../config/settings.ts';
import type { Launch } from '../state/launches/launch.ts';
import type { Instance } from '../state/machines/instance.ts';
import type { UnixSeconds } from '../state/time.ts';

/** One of the deployment's instances, as an audit finds it, whether it is on record or not. */
export interface OwnInstance extends Instance {
  readonly launchedAt: UnixSeconds;
}

/** What came of a launch. `errors` say why there are fewer instances than asked for. */
export interface Launched {
  readonly instances: readonly Instance[];
  readonly errors: readonly LaunchError[];
}

export interface LaunchError {
  /** EC2's code, e.g. InsufficientInstanceCapacity. */
  readonly code: string;
  readonly message: string;
}

/** What EC2 refused to do, and would again. `reason` is for people. */
export interface NotDone {
  /** Of the instance or the spot request. */
  readonly id: string;
  readonly reason: string;
}

/** EC2. Methods reject with an Error if the answer is not known (network, throttling). */
export interface Ec2 {
  /**
   * One call for `launch.count` machines, bought at `launch.market`. Idempotent by `launch.id`: repeated, it answers
   * with the same instances. There may be fewer than asked for. Errors by which EC2 refuses the whole call are
   * answered as `errors`, not thrown.
   */
  launch(launch: Launch, runner: RunnerSettings): Promise<Launched>;
  /** The instances of a launch that are not terminated; eventually consistent. */
  instancesOf(launchId: string): Promise<readonly Instance[]>;
  /** Why instances ended, in EC2's words ("Client.InternalError: …"): of those of which EC2 still knows, for an hour. */
  endReasons(instanceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** All instances of this deployment that are not terminated; eventually consistent. */
  ownInstances(): Promise<readonly OwnInstance[]>;
  /** This deployment's spot requests that are not fulfilled; eventually consistent. */
  openSpotRequests(): Promise<readonly string[]>;
  /**
   * Instances that are already gone are no error. What EC2 refuses for one it still does for all others: answers with
   * those that it refuses to terminate.
   */
  terminate(instanceIds: readonly string[]): Promise<readonly NotDone[]>;
  /** Requests that are already closed are no error. Answers with those that EC2 refuses to cancel. */
  cancelSpotRequests(spotRequestIds: readonly string[]): Promise<readonly NotDone[]>;
}
