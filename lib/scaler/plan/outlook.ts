import type { RunnerSettings, Settings } from '../../config/settings.ts';
import type { Machine } from '../state/machine.ts';
import type { State } from '../state/state.ts';
import type { UnixSeconds } from '../state/time.ts';
import { demand, isWaiting } from './demand.ts';
import { endangered } from './endangered.ts';
import { type IdlePolicy, idlePolicyAt } from './idle-policy.ts';
import { type IdleTarget, idleTarget } from './idle-target.ts';
import { type Tally, tally } from './tally.ts';

/** All that a decision about one runner's machines is made from. */
export interface Outlook {
  readonly runner: RunnerSettings;
  /** Its machines, in the state's order. */
  readonly machines: readonly Machine[];
  readonly policy: IdlePolicy;
  /** How many machines are to stand ready beyond those that jobs wait for. */
  readonly target: IdleTarget;
  readonly tally: Tally;
  /** Jobs that wait for this runner, or are about to. */
  readonly waiting: number;
}

export function outlooks(state: State, settings: Settings, now: UnixSeconds): Outlook[] {
  const machinesOf = Map.groupBy(state.machines, ({ runner }) => runner);
  const launchesOf = Map.groupBy(state.launches, ({ runner }) => runner);
  const known = settings.runners.map((runner) => {
    const machines = machinesOf.get(runner.name) ?? [];
    const counted = tally(machines, launchesOf.get(runner.name) ?? []);
    const policy = idlePolicyAt(runner.machine, now);
    return { runner, machines, tally: counted, policy, target: idleTarget(policy, counted.used) };
  });
  const candidates = known.map(({ runner, tally, target }) => ({
    runner,
    available: tally.available,
    idleTarget: target.count,
    room: roomOf(runner, tally),
  }));
  const waiting = demand([...state.jobs.filter(isWaiting), ...endangered(state, settings)], candidates);
  return known.map((outlook, index) => ({ ...outlook, waiting: waiting[index] ?? 0 }));
}

/** Machines that the runner's own bounds let it have more of now. */
function roomOf({ limit, machine: { maxGrowthRate } }: RunnerSettings, { total, creating }: Tally): number {
  const withinLimit = limit === 0 ? Number.POSITIVE_INFINITY : limit - total;
  const withinGrowth = maxGrowthRate === 0 ? Number.POSITIVE_INFINITY : maxGrowthRate - creating;
  return Math.max(0, Math.min(withinLimit, withinGrowth));
}
