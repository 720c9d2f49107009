import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { deletedRunners } from './deleted-runners.ts';
import type { Finding, Observed, Rule } from './finding.ts';
import { openSpotRequests } from './open-spot-requests.ts';
import { orphanRunners } from './orphan-runners.ts';
import { strays } from './strays.ts';
import { vanished } from './vanished.ts';

const RULES: readonly Rule[] = [vanished, strays, orphanRunners, deletedRunners, openSpotRequests];

/**
 * All differences between the world and the records. `state` was read after `observed`, so the records are
 * never older than what was seen: a machine that was made in between is on record, and one that left is not
 * seen.
 */
export function compare(observed: Observed, state: State, now: UnixSeconds): Finding[] {
  return RULES.flatMap((rule) => rule(observed, state, now));
}
