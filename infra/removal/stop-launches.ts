import type { Clock } from '../../lib/scaler/ports/clock.ts';
import type { Store } from '../../lib/scaler/ports/store.ts';
import type { State } from '../../lib/scaler/state/state.ts';

/** Of changes that others make between two looks: few functions still run, each for a minute or two. */
const TRIES = 20;

export interface Launching {
  readonly store: Pick<Store, 'readActive' | 'openLaunches' | 'startDrain' | 'endDrain'>;
  readonly clock: Clock;
  /** The functions that launch machines, and create runners in GitLab. */
  readonly functions: { stop(): Promise<void>; start(): Promise<void> };
}

export interface LaunchSwitch {
  /**
   * From then on no launch begins. The functions are called no more. One that runs still meets a drain when it reads the
   * records the next time, and what it has read before counts no more, as if another had launched meanwhile. Answers with
   * the records as they are then: what was asked for before is on them.
   */
  stop(): Promise<State>;
  /** Undoes it, also where it failed half-way. An operator's own drain goes on. */
  allow(): Promise<void>;
}

export function launchSwitch({ store, clock, functions }: Launching): LaunchSwitch {
  let isDrained = false;
  return {
    async stop() {
      await functions.stop();
      isDrained = await store.startDrain({ since: clock.now(), reason: 'the stage is being removed' });
      for (let tries = 0; tries < TRIES; tries += 1) {
        if (await store.openLaunches([], await store.readActive())) return store.readActive();
      }
      throw new Error('the launches on record keep changing: run `serverless remove` again in some minutes.');
    },
    async allow() {
      try {
        if (isDrained) await store.endDrain(clock.now());
      } finally {
        await functions.start();
      }
    },
  };
}
