import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { movesAt } from '../state/launches/launch.ts';
import { byState } from '../state/machines/by-state.ts';
import { placesTaken, type State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import type { Foreseen } from './foresight/foresee.ts';
import { idlePolicyAt } from './idle/idle-policy.ts';
import { lowestBarrier } from './launches/barriers.ts';
import { type Outlook, outlooks } from './outlook.ts';
import { unneeded } from './removals/surplus.ts';
import { freePlaces } from './tally.ts';

/** Seconds: the tick of each minute comes by itself, and looks again at what is further ahead. */
const UNTIL_TICK = 60;

/**
 * When time alone will change the plan: a machine reaches IdleTime or boot_timeout, a launch may be asked
 * for again, a machine be tried again for a job that was not given to one, a period begins or ends. Undefined if nothing
 * of that comes before the next tick.
 *
 * @param state what is left after what was decided has been done
 * @param foreseen what it was decided from
 * @param outlook that of the state, where it is known already
 */
export function wakeAt(
  state: State,
  settings: Settings,
  now: UnixSeconds,
  foreseen: Foreseen,
  outlook: readonly Outlook[] = outlooks(state, settings, now, foreseen),
): UnixSeconds | undefined {
  const { idle, halfUsed } = byState(state.machines);
  const { created, waiting } = byStatus(state.jobs);
  const times = [
    ...state.launches.map(movesAt),
    ...keptUntil(state),
    ...(state.setbacks ?? []).map(({ againAt }) => againAt),
    ...waiting.kinds.flatMap(({ job: { passedOver = [] } }) => passedOver.map(({ againAt }) => againAt)),
    ...(idle.length + halfUsed.length + created.length > 0
      ? outlook.flatMap((one) => [
          ...launchesDue(one, state, settings.concurrent, now),
          ...idleTimeReached(one),
        ])
      : []),
    ...settings.runners.flatMap((runner) => [...bootTimeouts(state, runner), ...nextEdge(runner, now)]),
  ].filter((time) => time > now && time <= now + UNTIL_TICK);
  return times.length === 0 ? undefined : Math.min(...times);
}

function keptUntil({ machines }: State): UnixSeconds[] {
  const times: UnixSeconds[] = [];
  for (const { kept } of byState(machines).odd) if (kept !== undefined) times.push(kept.until);
  return times;
}

/** Without room for a launch none is due: what makes room wakes the reconciler. */
function launchesDue(outlook: Outlook, state: State, concurrent: number, now: UnixSeconds): UnixSeconds[] {
  const { nextAt } = outlook.foresight;
  if (nextAt === undefined) return [];
  const taken = placesTaken(state, outlook.runner.machine.places);
  const barrier = lowestBarrier(outlook, state, { asked: new Map(), taken, concurrent, now });
  return barrier?.room === 0 ? [] : [nextAt];
}

/** Of the machines whose free places are not needed: there are enough without them. */
function idleTimeReached(outlook: Outlook): UnixSeconds[] {
  const { machines, policy, runner } = outlook;
  const spare = unneeded(outlook);
  const { idle, halfUsed } = byState(machines);
  return [...idle, ...halfUsed]
    .filter((machine) => freePlaces(machine, runner.machine.maxBuilds) <= spare)
    .map(({ since }) => since + policy.idleTime);
}

function bootTimeouts(
  { machines }: State,
  { name, machine: { bootTimeout } }: RunnerSettings,
): UnixSeconds[] {
  const own = byState(machines).creating.filter(({ runner }) => runner === name);
  return own.map(({ since }) => since + bootTimeout);
}

/** Where a period begins or ends with the next minute. One that does so within a minute is left to the tick. */
function nextEdge({ machine }: RunnerSettings, now: UnixSeconds): UnixSeconds[] {
  if (machine.periods.length === 0) return [];
  const minute = (Math.floor(now / 60) + 1) * 60;
  return idlePolicyAt(machine, now).period === idlePolicyAt(machine, minute).period ? [] : [minute];
}
