import { sumOf } from '../../state/sum.ts';
import type { UnixSeconds } from '../../state/time.ts';
import type { Basis } from './pool.ts';
import type { Need } from './unfold.ts';

/**
 * How many seconds of a machine one second of a wait of `LONG` seconds is worth: of a shorter wait less, of a longer
 * one more.
 */
const WORTH = 3.7;
const LONG = 20;
/** The part of IdleTime that a machine in vain stands there for nothing: in the rest another job may take it. */
const UNUSED = 0.4;

/**
 * When to launch one more machine, so that what it costs and what jobs wait come out least over all futures. Undefined:
 * not before its job waits.
 *
 * @param chances in each future the need that it would serve; undefined where there is none
 */
export function launchAt(
  chances: readonly (Need | undefined)[],
  { boot, idleTime }: Pick<Basis, 'boot' | 'idleTime'>,
): UnixSeconds | undefined {
  const needs = chances.filter((need) => need !== undefined).toSorted((one, other) => one.at - other.at);
  const middle = needs[Math.floor(needs.length / 2)];
  if (middle === undefined) return undefined;
  const unused = boot + UNUSED * idleTime;
  // Once its time has passed, it is known that it is not needed.
  const inVain = (time: UnixSeconds) => (time < middle.at ? (chances.length - needs.length) * unused : 0);
  const costOf = (time: UnixSeconds) =>
    needs.reduce((sum, need) => sum + costFor(need, time, boot, unused), inVain(time));
  const never = { time: Number.POSITIVE_INFINITY, cost: costOf(Number.POSITIVE_INFINITY) };
  const best = needs.reduce((least, { at }) => {
    const time = at - boot;
    const cost = costOf(time);
    return cost < least.cost ? { time, cost } : least;
  }, never);
  return best === never ? undefined : best.time;
}

/** In seconds of a machine. A machine for a job that another would soon have taken leaves that other one unused. */
function costFor(need: Need, launchedAt: UnixSeconds, boot: number, unused: number): number {
  const { at, otherwise } = need;
  if (launchedAt > at) return waitsFor(need, Number.POSITIVE_INFINITY);
  const readyAt = launchedAt + boot;
  return waitsFor(need, readyAt) + Math.max(0, at - readyAt) + (otherwise < boot ? unused : 0);
}

/** What all jobs wait for whose machine is ready then. */
const waitsFor = (need: Need, readyAt: UnixSeconds): number =>
  sumOf([need, ...need.others], ({ at, otherwise }) =>
    weightOf(Math.min(otherwise, Math.max(0, readyAt - at))),
  );

/** Of a wait, in seconds of a machine: one of a minute is worse than six of ten seconds. */
const weightOf = (seconds: number): number => (WORTH * seconds * seconds) / LONG;
