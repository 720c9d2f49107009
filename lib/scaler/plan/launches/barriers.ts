import { describeDrain } from '../../state/drain.ts';
import { describeOutcome, isOver } from '../../state/launches/launch.ts';
import { describeSetback } from '../../state/launches/setback.ts';
import { type State, unreadInstances, unreadLaunch } from '../../state/state.ts';
import { sumOf } from '../../state/sum.ts';
import { isoTime, type UnixSeconds } from '../../state/time.ts';
import { uncounted } from '../failed-machines.ts';
import { type Outlook, setbackOf } from '../outlook.ts';

export type BarrierName =
  | 'drain'
  | 'last launch'
  | 'failed machines'
  | 'limit'
  | 'shared limit'
  | 'MaxGrowthRate'
  | 'soon free'
  | 'concurrent';

/** What keeps a runner from more machines, and how many it still lets through. */
interface Barrier {
  readonly name: BarrierName;
  readonly room: number;
  readonly reason: string;
}

/** The narrowest of all. */
export interface LowestBarrier extends Barrier {
  /** How many the others let through once other machines have made room within this one. */
  readonly roomWithout: number;
}

interface Asking {
  /** Machines that this plan asks for already, by runner. */
  readonly asked: ReadonlyMap<string, number>;
  /** Places of all machines, those that it asks for included. */
  readonly taken: number;
  /** Places that are left to jobs that wait for them. */
  readonly kept?: number;
  readonly concurrent: number;
  readonly now: UnixSeconds;
}

type Rule = (outlook: Outlook, state: State, asking: Asking) => Barrier | undefined;

/** `limit` bounds all machines of a runner, Removing included; 0 is no limit. One whose record cannot be read may be its own. */
const limit: Rule = ({ runner, tally }, state, { asked }) => {
  if (runner.limit === 0) return undefined;
  const existing = tally.total + unreadInstances(state).length + (asked.get(runner.name) ?? 0);
  return { name: 'limit', room: runner.limit - existing, reason: `limit ${runner.limit} is reached` };
};

/** And all machines of an entry, those of its sizes included. */
const sharedLimit: Rule = ({ runner: { entry }, sharers }, state, { asked }) => {
  if (entry.limit === 0) return undefined;
  const askedFor = sumOf(sharers.names, (name) => asked.get(name) ?? 0);
  const room = entry.limit - sharers.total - unreadInstances(state).length - askedFor;
  return {
    name: 'shared limit',
    room,
    reason: `limit ${entry.limit} is reached by ${entry.name} and its sizes`,
  };
};

/** `MaxGrowthRate` bounds the machines that are Creating at once; 0 is no limit. */
const growthRate: Rule = ({ runner, tally }, _, { asked }) => {
  const { maxGrowthRate } = runner.machine;
  if (maxGrowthRate === 0) return undefined;
  const creating = tally.creating + (asked.get(runner.name) ?? 0);
  const reason = `MaxGrowthRate ${maxGrowthRate} is reached`;
  return { name: 'MaxGrowthRate', room: maxGrowthRate - creating, reason };
};

/** `concurrent` bounds the places of all runners' machines: each takes a job by itself. */
const concurrent: Rule = ({ runner: { machine } }, _, { taken, kept = 0, concurrent: most }) => {
  const room = Math.floor((most - taken - kept) / machine.places);
  const isLeft = kept > 0 && taken + machine.places <= most;
  const reason = isLeft
    ? `jobs of others wait for the places that concurrent ${most} leaves`
    : `concurrent ${most} is reached`;
  return { name: 'concurrent', room, reason };
};

/** One launch at a time: the result of the last must be known first, and a refusal is not asked again at once. */
const lastLaunch: Rule = ({ runner }, state, { now }) => {
  const unread = unreadLaunch(state, runner.name);
  if (unread !== undefined) return { name: 'last launch', room: 0, reason: unread.reason };
  const last = state.launches.find((launch) => launch.runner === runner.name);
  if (last === undefined || isOver(last, runner, now)) return undefined;
  return { name: 'last launch', room: 0, reason: `the last launch: ${describeOutcome(last.outcome)}` };
};

/** Machines that fail one after the other: the next is tried later, and alone until it has run a job. */
const failedMachines: Rule = ({ runner, machines, tally }, state, { asked, now }) => {
  const setback = setbackOf(state, runner);
  if (setback === undefined) return undefined;
  const what = describeSetback(setback);
  if (now < setback.againAt) {
    const next = isoTime(setback.againAt).slice(11, 19);
    return { name: 'failed machines', room: 0, reason: `${what}; the next is tried at ${next}Z` };
  }
  const trying = tally.unproven + uncounted(machines, setback) + (asked.get(runner.name) ?? 0);
  return { name: 'failed machines', room: 1 - trying, reason: `${what}; one is tried before others` };
};

const drain: Rule = (_, state) =>
  state.drain && { name: 'drain', room: 0, reason: describeDrain(state.drain) };

/** The narrowest of all barriers. A machine that leaves its entry leaves its places too. */
export function lowestBarrier(outlook: Outlook, state: State, asking: Asking): LowestBarrier | undefined {
  const barriers = [drain, lastLaunch, failedMachines, limit, sharedLimit, growthRate, concurrent]
    .map((rule) => rule(outlook, state, asking))
    .filter((barrier) => barrier !== undefined)
    .map((barrier) => ({ ...barrier, room: Math.max(0, barrier.room) }));
  const [lowest, ...others] = barriers.toSorted((one, other) => one.room - other.room);
  const next = others.find(({ name }) => lowest?.name !== 'shared limit' || name !== 'concurrent');
  return lowest && { ...lowest, roomWithout: next?.room ?? Number.POSITIVE_INFINITY };
}
