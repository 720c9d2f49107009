import type { RunnerSettings } from '../../../config/settings.ts';
import { roomAgainAt } from '../../state/launches/launch.ts';
import { placesTaken, type State } from '../../state/state.ts';
import { sumOf } from '../../state/sum.ts';
import type { UnixSeconds } from '../../state/time.ts';
import type { Outlook } from '../outlook.ts';
import { some } from '../some.ts';
import { type BarrierName, type LowestBarrier, lowestBarrier } from './barriers.ts';

export interface PlannedLaunch {
  readonly runner: RunnerSettings;
  readonly count: number;
  /** How many of them are for jobs that are expected. */
  readonly ahead: number;
  readonly reasons: readonly string[];
}

/** Machines that are wanted and not asked for. */
export interface Held {
  readonly runner: string;
  readonly count: number;
  /** How many of them are likely launched if other machines make room within the barrier. */
  readonly ifRoom: number;
  /** Jobs that wait want them, or the idle rules. */
  readonly purpose: Purpose;
  readonly barrier: BarrierName;
  readonly reason: string;
}

export type Purpose = 'jobs' | 'coming' | 'idle';

export interface Launches {
  readonly launches: readonly PlannedLaunch[];
  readonly held: readonly Held[];
  /** Places that `concurrent` leaves beside them. */
  readonly placesLeft: number;
}

/** Machines that one runner wants for one reason. */
interface Wish {
  readonly outlook: Outlook;
  readonly count: number;
  readonly purpose: Purpose;
  readonly reason: string;
}

interface Grant extends Wish {
  readonly granted: number;
  readonly ifRoom: number;
  readonly barrier: LowestBarrier | undefined;
}

/**
 * First every runner's waiting jobs, then every runner's IdleCount: what bounds them all is shared in that order. Places
 * that are too few for a machine of several, for which jobs wait, are kept until it has them all: a machine that stands
 * idle in one would have to leave again.
 */
export function planLaunches(
  outlooks: readonly Outlook[],
  state: State,
  concurrent: number,
  now: UnixSeconds,
): Launches {
  const wishes = [
    ...outlooks.flatMap(wishForJobs),
    ...outlooks.flatMap(wishForComing),
    ...outlooks.flatMap(wishIdle),
  ];

  const asked = new Map<string, number>();
  let taken = placesTaken(state, Math.max(...outlooks.map(({ runner }) => runner.machine.places)));
  let kept = 0;
  const grants: Grant[] = [];
  for (const wish of wishes) {
    const { name, machine } = wish.outlook.runner;
    const isForJobs = wish.purpose === 'jobs';
    const around = { asked, taken, kept: isForJobs ? 0 : kept, concurrent, now };
    const barrier = lowestBarrier(wish.outlook, state, around);
    const granted = Math.min(wish.count, barrier?.room ?? wish.count);
    const ifRoom = isToMakeRoom(wish, barrier, state, now) ? beyond(granted, wish, barrier, concurrent) : 0;
    asked.set(name, (asked.get(name) ?? 0) + granted);
    taken += granted * machine.places;
    if (isForJobs && barrier?.name === 'concurrent') kept += ifRoom * machine.places;
    grants.push({ ...wish, granted, ifRoom, barrier });
  }
  return {
    launches: outlooks.flatMap((outlook) => launchOf(outlook, grants)),
    held: [...grants.flatMap(heldOf), ...outlooks.flatMap(sparedIn)],
    placesLeft: concurrent - taken,
  };
}

/** The bounds within which machines of others may make room. */
const SHARED: readonly BarrierName[] = ['concurrent', 'shared limit'];

/**
 * Not for a runner that EC2 refuses machines: those that left for it would have to be launched again, time after
 * time.
 */
function isToMakeRoom(
  { outlook: { runner } }: Wish,
  barrier: LowestBarrier | undefined,
  { launches }: State,
  now: UnixSeconds,
): barrier is LowestBarrier {
  if (barrier === undefined || !SHARED.includes(barrier.name)) return false;
  return launches.every((launch) => launch.runner !== runner.name || roomAgainAt(launch) <= now);
}

/**
 * Machines beyond those granted that the other barriers let through, and `concurrent` too once all other machines
 * have left.
 */
function beyond(
  granted: number,
  { count, outlook: { runner } }: Wish,
  { roomWithout }: LowestBarrier,
  concurrent: number,
): number {
  const most = Math.floor(concurrent / runner.machine.places);
  return Math.max(0, Math.min(count, roomWithout, most) - granted);
}

function wishForJobs(outlook: Outlook): Wish[] {
  const { waiting, tally, runner } = outlook;
  const count = machinesFor(waiting - soonAvailable(outlook), runner);
  if (count === 0) return [];
  const what = runner.machine.places === 1 ? 'machine' : 'place';
  const reason = `${describeWaiting(outlook)}, ${some(tally.available, what)} available`;
  return [{ outlook, count, purpose: 'jobs', reason }];
}

/** "2 jobs waiting", "1 job waiting, 1 job about to wait as EC2 takes its machine" */
function describeWaiting({ waiting, endangered }: Outlook): string {
  const pending = waiting - endangered;
  const whose = endangered === 1 ? 'its machine' : 'their machines';
  const parts = [
    ...(pending > 0 || endangered === 0 ? [`${some(pending, 'job')} waiting`] : []),
    ...(endangered > 0 ? [`${some(endangered, 'job')} about to wait as EC2 takes ${whose}`] : []),
  ];
  return parts.join(', ');
}

/** Places that are available, and those that will be soon enough to spare waiting jobs a launch. */
const soonAvailable = ({ waiting, tally: { available }, foresight: { spared } }: Outlook): number =>
  available + Math.min(spared, Math.max(0, waiting - available));

/** The machines that those jobs are spared. */
function sparedIn(outlook: Outlook): Held[] {
  const { waiting, tally, runner } = outlook;
  const wanted = machinesFor(waiting - tally.available, runner);
  const count = wanted - machinesFor(waiting - soonAvailable(outlook), runner);
  if (count === 0) return [];
  const what =
    runner.machine.places === 1 ? 'a machine that runs another job' : 'a place that another job has';
  const reason = `${what} is likely free before a new machine had booted`;
  return [{ runner: runner.name, count, ifRoom: 0, purpose: 'jobs', barrier: 'soon free', reason }];
}

/** As many as have a place for each of the jobs. */
const machinesFor = (jobs: number, { machine }: RunnerSettings): number =>
  Math.max(0, Math.ceil(jobs / machine.places));

function wishForComing(outlook: Outlook): Wish[] {
  const { ahead, reason } = outlook.foresight;
  return ahead === 0 ? [] : [{ outlook, count: ahead, purpose: 'coming', reason }];
}

function wishIdle(outlook: Outlook): Wish[] {
  const { target, tally, waiting, foresight, runner } = outlook;
  const soon = soonAvailable(outlook);
  const asked = machinesFor(waiting - soon, runner) + foresight.ahead;
  const spare = soon + asked * runner.machine.places - waiting;
  const count = machinesFor(target.count - spare, runner);
  if (count === 0) return [];
  const taken = waiting === 0 ? '' : `, ${describeWaiting(outlook)}`;
  const reason = `${target.rule} not reached: ${tally.available - tally.booting} idle, ${tally.booting} creating${taken}`;
  return [{ outlook, count, purpose: 'idle', reason }];
}

function launchOf({ runner }: Outlook, grants: readonly Grant[]): PlannedLaunch[] {
  const own = grants.filter(({ outlook, granted }) => outlook.runner === runner && granted > 0);
  if (own.length === 0) return [];
  return [
    {
      runner,
      count: grantedOf(own),
      ahead: grantedOf(own.filter(({ purpose }) => purpose === 'coming')),
      reasons: own.map(({ reason }) => reason),
    },
  ];
}

const grantedOf = (grants: readonly Grant[]): number => sumOf(grants, ({ granted }) => granted);

function heldOf({ outlook, count, purpose, granted, ifRoom, barrier }: Grant): Held[] {
  if (barrier === undefined || granted === count) return [];
  const { name, reason } = barrier;
  return [{ runner: outlook.runner.name, count: count - granted, ifRoom, purpose, barrier: name, reason }];
}
