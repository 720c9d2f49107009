import type { RunnerSettings } from '../config/settings.ts';
import { type Barrier, lowestBarrier } from './barriers.ts';
import type { Outlook } from './outlook.ts';
import type { State } from './state.ts';
import type { UnixSeconds } from './time.ts';

export interface PlannedLaunch {
  readonly runner: RunnerSettings;
  readonly count: number;
  readonly reasons: readonly string[];
}

/** Machines that are wanted and not asked for. */
export interface Held {
  readonly runner: string;
  readonly count: number;
  readonly reason: string;
}

export interface Launches {
  readonly launches: readonly PlannedLaunch[];
  readonly held: readonly Held[];
}

/** Machines that one runner wants for one reason. */
interface Wish {
  readonly outlook: Outlook;
  readonly count: number;
  readonly reason: string;
}

interface Grant extends Wish {
  readonly granted: number;
  readonly barrier: Barrier | undefined;
}

/**
 * First every runner's waiting jobs, then every runner's IdleCount: what bounds them all is shared in that order.
 */
export function planLaunches(
  outlooks: readonly Outlook[],
  state: State,
  concurrent: number,
  now: UnixSeconds,
): Launches {
  const wishes = [...outlooks.map(wishForJobs), ...outlooks.map(wishAhead)].filter((wish) => wish.count > 0);

  const asked = new Map<string, number>();
  const grants: Grant[] = [];
  for (const wish of wishes) {
    const { name } = wish.outlook.runner;
    const barrier = lowestBarrier(wish.outlook, state, { asked, concurrent, now });
    const granted = Math.min(wish.count, barrier?.room ?? wish.count);
    asked.set(name, (asked.get(name) ?? 0) + granted);
    grants.push({ ...wish, granted, barrier });
  }
  return { launches: outlooks.flatMap((outlook) => launchOf(outlook, grants)), held: grants.flatMap(heldOf) };
}

function wishForJobs(outlook: Outlook): Wish {
  const { available } = outlook.tally;
  const count = Math.max(0, outlook.waiting - available);
  return {
    outlook,
    count,
    reason: `${some(outlook.waiting, 'job')} waiting, ${some(available, 'machine')} available`,
  };
}

function wishAhead(outlook: Outlook): Wish {
  const { idleCount, period } = outlook.policy;
  const spare = Math.max(0, outlook.tally.available - outlook.waiting);
  const where = period === null ? '' : ` of period '${period}'`;
  return {
    outlook,
    count: Math.max(0, idleCount - spare),
    reason: `IdleCount ${idleCount}${where} not reached: ${spare} to spare`,
  };
}

function launchOf({ runner }: Outlook, grants: readonly Grant[]): PlannedLaunch[] {
  const own = grants.filter(({ outlook, granted }) => outlook.runner === runner && granted > 0);
  if (own.length === 0) return [];
  const count = own.reduce((sum, { granted }) => sum + granted, 0);
  return [{ runner, count, reasons: own.map(({ reason }) => reason) }];
}

function heldOf({ outlook, count, granted, barrier }: Grant): Held[] {
  if (barrier === undefined || granted === count) return [];
  return [{ runner: outlook.runner.name, count: count - granted, reason: barrier.reason }];
}

const some = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;
