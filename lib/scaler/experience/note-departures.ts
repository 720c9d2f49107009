import type { Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { World } from '../ports/world.ts';
import { aheadOf } from '../state/machines/ahead.ts';
import { firstWaitOf } from '../state/machines/first-wait.ts';
import type { Machine } from '../state/machines/machine.ts';
import { type Departure, departing, type RunnerHistory } from '../state/machines/runner-history.ts';
import { sumOf } from '../state/sum.ts';
import type { UnixSeconds } from '../state/time.ts';
import { untilWritten } from './until-written.ts';

type Noting = Pick<World, 'store' | 'clock' | 'log' | 'metrics'>;

/** Adds machines that have left to their runners' histories, and tells what those that were launched ahead cost in vain. */
export async function noteDepartures(
  { store, clock, log, metrics }: Noting,
  { runners }: Settings,
  left: readonly Machine[],
): Promise<void> {
  const now = clock.now();
  for (const [runner, own] of Map.groupBy(left, (machine) => machine.runner)) {
    if (!runners.some(({ name, lookahead }) => name === runner && lookahead.isOn)) continue;
    const departures = own.map((machine) => departureOf(machine, now));
    const inVain = sumOf(departures, (departure) => departure.inVain);
    if (inVain > 0) metrics.count('SecondsInVain', { runner }, inVain);
    const unused = own.filter(({ isAhead, firstJobAt }) => isAhead && firstJobAt === undefined).length;
    if (unused > 0) metrics.count('MachinesInVain', { runner }, unused);
    await attempt(log, 'noting how long machines lived', { runner, machines: own.length }, () =>
      untilWritten(() => add(store, runner, departures)),
    );
  }
}

/** Where a call's answer was lost, and the call repeated, they count twice: rather too much in vain than too little. */
async function add(
  store: Noting['store'],
  runner: string,
  departures: readonly Departure[],
): Promise<boolean> {
  const [before] = await store.historiesOf([runner]);
  const after = departures.reduce<RunnerHistory | undefined>(
    (history, departure) => departing(runner, history, departure),
    before,
  );
  return after === undefined || store.recordHistory({ ...after, revision: before?.revision ?? 0 });
}

function departureOf(machine: Machine, now: UnixSeconds): Departure {
  const { launchedAt, readyAt } = machine;
  return {
    at: now,
    seconds: now - launchedAt,
    inVain: inVain(machine, now),
    ahead: aheadOf(machine, machine.firstWaited),
    firstWait: firstWaitOf(machine),
    ...(readyAt !== undefined && { boot: readyAt - launchedAt }),
  };
}

/** Seconds that a machine which was launched ahead may stand ready: then it is in time. */
const IN_TIME = 60;

/** All of one that ran no job; of another what it stood ready for longer than that. */
function inVain({ isAhead, launchedAt, readyAt, firstJobAt }: Machine, now: UnixSeconds): number {
  if (!isAhead) return 0;
  if (firstJobAt === undefined || readyAt === undefined) return now - launchedAt;
  return Math.max(0, firstJobAt - readyAt - IN_TIME);
}
