import type { Market, RunnerSettings, Settings } from '../../config/settings.ts';
import type { PlannedLaunch } from '../plan/launches.ts';
import { attempt, reasonOf } from '../ports/attempt.ts';
import { backOff } from '../ports/back-off.ts';
import { mapConcurrently } from '../ports/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import { fingerprintOf, isForgotten, type Launch, machinesOf } from '../state/launch.ts';
import { placed } from '../state/places.ts';
import { placesTaken, type State } from '../state/state.ts';
import { sum } from '../state/sum.ts';
import type { UnixSeconds } from '../state/time.ts';
import { recordLaunched } from './record-launched.ts';

const AT_ONCE = 10;
/** EC2's limit for a ClientToken is 64 characters; a launch needs no more than it takes to be the only one. */
const ID_DIGITS = 32;
/** A launch that left no trace is dropped after this many seconds, and the need is decided anew. */
const GIVE_UP_AFTER = 600;
/** Seconds after which EC2 shows all instances of a launch: before, there may be more than are seen. */
const SHOWN_AFTER = 120;

export type Launching = Pick<World, 'store' | 'ec2' | 'clock' | 'random' | 'log' | 'metrics'>;

/**
 * Puts the launches on record, then asks EC2 for them: a crash in between neither launches twice nor forgets. None is
 * made if another reconcile has launched since the state was read: what is needed is then decided anew.
 */
export async function launchMachines(
  world: Launching,
  state: State,
  planned: readonly PlannedLaunch[],
): Promise<void> {
  if (planned.length === 0) return;
  const launches = planned.map(({ runner, count, ahead, reasons }) => {
    const before = state.launches.find((launch) => launch.runner === runner.name);
    const wanted = {
      count,
      ...some(ahead),
      ...refusedAs(before),
      market: runner.ec2.market.kind,
      reason: reasons.join('; '),
    };
    const launch = newLaunch(world, runner, wanted);
    world.log.info('launching machines', { runner: runner.name, count, reasons, launch: launch.id });
    return { launch, runner };
  });
  const fields = { runners: launches.map(({ runner }) => runner.name) };
  const isOpen = await attempt(world.log, 'putting launches on record', fields, () =>
    world.store.openLaunches(
      launches.map(({ launch }) => launch),
      state,
    ),
  );
  if (!isOpen) return;
  await Promise.all(
    launches.map(({ launch, runner }) =>
      attempt(world.log, 'launching machines', fieldsOf(launch), () => ask(world, launch, runner)),
    ),
  );
}

/**
 * Finds out the result of the launches whose outcome was unknown, and drops refusals that are of no use any more. Answers
 * with whether there were any.
 */
export async function finishLaunches(world: Launching, state: State, settings: Settings): Promise<boolean> {
  const now = world.clock.now();
  const runners = new Map(settings.runners.map((runner) => [runner.name, runner]));
  const toDo = state.launches.filter((launch) => {
    const runner = runners.get(launch.runner);
    return runner === undefined || isForgotten(launch, runner, now) || isDue(launch, now);
  });
  const finish = (launch: Launch) =>
    attempt(world.log, 'finishing a launch', fieldsOf(launch), async () => {
      const runner = runners.get(launch.runner);
      if (runner === undefined || !isDue(launch, now)) await world.store.closeLaunch(launch);
      else await finishLaunch(world, launch, runner, mayAskAgain(launch, runner, state, settings));
    });
  await mapConcurrently(toDo, finish, AT_ONCE);
  return toDo.length > 0;
}

const fieldsOf = ({ runner, id, count, market }: Launch) => ({ runner, launch: id, count, market });

function isDue({ outcome }: Launch, now: UnixSeconds): boolean {
  return outcome.kind === 'Unknown' && now >= outcome.againAt;
}

/**
 * Is there still room for all its machines? A record may be written long after its launch was given up and
 * replaced by another: then there may be none. While an operator drains there is none.
 */
function mayAskAgain(
  launch: Launch,
  runner: RunnerSettings,
  state: State,
  { concurrent, runners }: Settings,
): boolean {
  const { machines, launches, drain } = state;
  if (drain !== undefined) return false;
  const own = machines.filter((machine) => machine.runner === runner.name).length;
  const all = placesTaken(state, Math.max(...runners.map(({ machine }) => machine.places)));
  const sharers = new Set(
    runners.flatMap(({ name, entry }) => (entry.name === runner.entry.name ? [name] : [])),
  );
  const shared = sum([
    ...machines.filter((machine) => sharers.has(machine.runner)).map(() => 1),
    ...launches.filter((one) => sharers.has(one.runner)).map(machinesOf),
  ]);
  return (
    all <= concurrent && isWithin(runner.limit, own + launch.count) && isWithin(runner.entry.limit, shared)
  );
}

/** 0 is no limit. */
const isWithin = (limit: number, count: number): boolean => limit === 0 || count <= limit;

/**
 * EC2 may not yet show instances that it has just made, and an instance that is not recorded now would never
 * be. So while some are missing, EC2 is asked again under the same id, and answers with all of them.
 */
async function finishLaunch(
  world: Launching,
  launch: Launch,
  runner: RunnerSettings,
  isToAsk: boolean,
): Promise<void> {
  const age = world.clock.now() - launch.at;
  const instances = await world.ec2.instancesOf(launch.id);
  if (instances.length >= launch.count || (instances.length > 0 && age >= SHOWN_AFTER)) {
    await recordLaunched(world, launch, runner, { instances, errors: [] });
    return;
  }
  if (age >= (isToAsk ? GIVE_UP_AFTER : SHOWN_AFTER)) {
    await world.store.closeLaunch(launch);
    return;
  }
  const again = await note(world, launch, askedAgain(world, launch));
  if (again !== undefined && isToAsk) await ask(world, again, runner);
}

/**
 * Asks EC2 for spot machines. If there is no spot capacity and the runner may do without, it asks for the rest
 * on demand. That is a launch of its own, which takes the first one's place on record before EC2 hears of it.
 */
async function ask(world: Launching, launch: Launch, runner: RunnerSettings): Promise<void> {
  const launched = await orNote(world, launch, () => world.ec2.launch(launch, runner));
  const missing = await recordLaunched(world, launch, runner, launched);
  if (missing === 0) return;
  const reason = `${launch.reason}; no spot capacity for ${missing} of ${launch.count}`;
  const next = newLaunch(world, runner, {
    ...{ count: missing, market: 'OnDemand', reason },
    ...some(Math.min(missing, launch.ahead ?? 0)),
    ...refusedAs(launch),
  });
  if (!(await world.store.succeedLaunch(launch, next))) return;
  world.log.info('launching on demand what spot could not', { ...fieldsOf(next), instead: launch.id });
  await ask(world, next, runner);
}

/** Rethrows what the call throws, after recording the reason for people who look at the launch. */
async function orNote<T>(world: Launching, launch: Launch, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { outcome } = launch;
    if (outcome.kind === 'Unknown') await note(world, launch, { ...outcome, reason: reasonOf(error) });
    throw error;
  }
}

/** The launch with that outcome, if it could be recorded: undefined means that it has changed meanwhile. */
async function note(
  { store }: Launching,
  launch: Launch,
  outcome: Launch['outcome'],
): Promise<Launch | undefined> {
  const noted = { ...launch, outcome };
  return (await store.replaceLaunch(noted)) ? { ...noted, revision: launch.revision + 1 } : undefined;
}

const some = (ahead: number): Pick<Launch, 'ahead'> => (ahead > 0 ? { ahead } : {});

/** Until it is known what comes of a launch, it is one more after those before it. */
const refusedAs = ({ refused }: Pick<Launch, 'refused'> = {}): Pick<Launch, 'refused'> =>
  refused === undefined ? {} : { refused };

type Wanted = Pick<Launch, 'count' | 'ahead' | 'refused' | 'reason'> & { readonly market: Market['kind'] };

function newLaunch(world: Launching, runner: RunnerSettings, wanted: Wanted): Launch {
  return {
    id: world.random.hex(ID_DIGITS),
    runner: runner.name,
    ...wanted,
    ...placed(runner.machine.places),
    at: world.clock.now(),
    fingerprint: fingerprintOf(runner),
    outcome: asked(world, 1),
    revision: 0,
  };
}

const askedAgain = (world: Launching, { outcome }: Launch) =>
  asked(world, outcome.kind === 'Unknown' ? outcome.tries + 1 : 1);

function asked({ clock, random }: Launching, tries: number): Launch['outcome'] {
  return { kind: 'Unknown', tries, againAt: clock.now() + backOff(tries, random) };
}
