import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { byStatus } from '../state/jobs/by-status.ts';
import { isSetBack, type Setback } from '../state/launches/setback.ts';
import { byRunner } from '../state/machines/by-runner.ts';
import type { Machine } from '../state/machines/machine.ts';
import type { State } from '../state/state.ts';
import { sumOf } from '../state/sum.ts';
import type { UnixSeconds } from '../state/time.ts';
import { type Candidate, demand } from './demand/demand.ts';
import { endangered } from './demand/endangered.ts';
import { deafAmong } from './demand/ignored-jobs.ts';
import { uncounted } from './failed-machines.ts';
import { type Foreseen, type Foresight, NOTHING } from './foresight/foresee.ts';
import { type IdlePolicy, idlePolicyAt } from './idle/idle-policy.ts';
import { type IdleTarget, idleTarget } from './idle/idle-target.ts';
import { type Tally, tally } from './tally.ts';

/** All that a decision about one runner's machines is made from. */
export interface Outlook {
  readonly runner: RunnerSettings;
  /** Its machines, in the state's order. */
  readonly machines: readonly Machine[];
  readonly policy: IdlePolicy;
  /** How many places are to stand ready beyond those that jobs wait for. */
  readonly target: IdleTarget;
  readonly tally: Tally;
  readonly sharers: Sharers;
  /** Jobs that wait for this runner, or are about to. */
  readonly waiting: number;
  /** Of those, how many still run on machines that EC2 takes. */
  readonly endangered: number;
  /** Of jobs that come. */
  readonly foresight: Foresight;
}

/** All runners of one entry, which share its limit. */
interface Sharers {
  readonly names: readonly string[];
  /** Their machines, asked for or there, Removing included. */
  readonly total: number;
}

export function outlooks(state: State, settings: Settings, now: UnixSeconds, foreseen: Foreseen): Outlook[] {
  const machinesOf = byRunner(state.machines);
  const waits = byStatus(state.jobs).waiting;
  const launchesOf = Map.groupBy(state.launches, ({ runner }) => runner);
  const known = settings.runners.map((runner) => {
    const machines = machinesOf.get(runner.name) ?? [];
    const isDeaf = deafAmong(runner, waits, now);
    const counted = tally(machines, launchesOf.get(runner.name) ?? [], runner.machine, isDeaf);
    const policy = idlePolicyAt(runner.machine, now);
    const target = idleTarget(policy, counted.inUse);
    return { runner, machines, tally: counted, policy, target };
  });
  const sharersOf = Map.groupBy(known, ({ runner }) => runner.entry.name);
  const shared = known.map((one) => ({ ...one, sharers: sharersIn(sharersOf.get(one.runner.entry.name)) }));
  const candidates = () => shared.map((one) => candidateOf(one, state, now));
  const willWait = endangered(state, settings, now);
  const pending = waits.count === 0 ? [] : demand(waits.kinds, candidates(), now);
  const more = willWait.map((job) => ({ job, count: 1 }));
  const all = more.length === 0 ? pending : demand([...waits.kinds, ...more], candidates(), now);
  return shared.map((outlook, index) => ({
    ...outlook,
    waiting: all[index] ?? 0,
    endangered: Math.max(0, (all[index] ?? 0) - (pending[index] ?? 0)),
    foresight: foreseen.get(outlook.runner.name) ?? NOTHING,
  }));
}

function sharersIn(known: readonly Pick<Outlook, 'runner' | 'tally'>[] = []): Sharers {
  return {
    names: known.map(({ runner }) => runner.name),
    total: sumOf(known, ({ tally }) => tally.total),
  };
}

function candidateOf(
  one: Omit<Outlook, 'waiting' | 'endangered' | 'foresight'>,
  state: State,
  now: UnixSeconds,
): Candidate {
  const { runner, tally, target } = one;
  const room = Math.min(roomOf(one), roomAfterSetback(setbackOf(state, runner), one, now));
  return {
    ...{ runner, available: tally.available, idleTarget: target.count },
    givenAgain: givenAgainTo(one, state),
    room: runner.machine.places * room,
  };
}

/** The projects of jobs that machines of the runner run, and that had been passed over. */
function givenAgainTo({ machines }: Pick<Outlook, 'machines'>, { jobs }: State): ReadonlySet<number> {
  const tried = byStatus(jobs).running.filter(({ passedOver }) => passedOver !== undefined);
  if (tried.length === 0) return NO_PROJECTS;
  const own = new Set(machines.map(({ runnerId }) => runnerId));
  return new Set(tried.flatMap(({ runnerId, projectId }) => (own.has(runnerId) ? projectId : [])));
}

const NO_PROJECTS: ReadonlySet<number> = new Set();

/** Machines that the runner's own bounds, and its entry's, let it have more of now. */
function roomOf({ runner, tally, sharers }: Pick<Outlook, 'runner' | 'tally' | 'sharers'>): number {
  const rooms = [
    within(runner.limit, tally.total),
    within(runner.entry.limit, sharers.total),
    within(runner.machine.maxGrowthRate, tally.creating),
  ];
  return Math.max(0, Math.min(...rooms));
}

/** 0 is no limit. */
const within = (limit: number, count: number): number =>
  limit === 0 ? Number.POSITIVE_INFINITY : limit - count;

/** Of a runner whose machines fail one after the other; undefined if they do not. */
export function setbackOf({ setbacks = [] }: State, runner: RunnerSettings): Setback | undefined {
  return setbacks.find((setback) => setback.runner === runner.name && isSetBack(setback, runner));
}

/** Jobs that another runner can run too do not wait for one whose machines fail. */
function roomAfterSetback(
  setback: Setback | undefined,
  { machines, tally }: Pick<Outlook, 'machines' | 'tally'>,
  now: UnixSeconds,
): number {
  if (setback === undefined) return Number.POSITIVE_INFINITY;
  return now < setback.againAt ? 0 : Math.max(0, 1 - tally.unproven - uncounted(machines, setback));
}
