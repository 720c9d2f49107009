import type { Settings } from '../../config/settings.ts';
import { placesTaken, type State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { lowestBarrier } from './launches/barriers.ts';
import { outlooks } from './outlook.ts';

/**
 * Do waiting jobs take each place that is free, and is there no room for another machine of any runner? Then nothing is
 * launched ahead, no machine can be spared, and what comes makes no difference to what is done now.
 */
export function isAllTaken(state: State, settings: Settings, now: UnixSeconds): boolean {
  const { concurrent, runners } = settings;
  const unforeseen = outlooks(state, settings, now, new Map());
  if (unforeseen.some(({ waiting, tally }) => waiting < tally.available)) return false;
  const taken = placesTaken(state, Math.max(...runners.map(({ machine }) => machine.places)));
  const asking = { asked: new Map(), taken, concurrent, now };
  return unforeseen.every((outlook) => lowestBarrier(outlook, state, asking)?.room === 0);
}
