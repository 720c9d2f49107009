import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { isForgotten, type Launch, machinesOf } from '../state/launches/launch.ts';
import { placesTaken, type State } from '../state/state.ts';
import { sumOf } from '../state/sum.ts';
import type { UnixSeconds } from '../state/time.ts';
import { askForLaunch, fieldsOf, type Launching, noteOutcome } from './ask-for-launch.ts';
import { asked } from './new-launch.ts';
import { recordLaunched } from './record-launched.ts';

const AT_ONCE = 10;
/** A launch that left no trace is dropped after this many seconds, and the need is decided anew. */
const GIVE_UP_AFTER = 600;
/** Seconds after which EC2 shows all instances of a launch: before, there may be more than are seen. */
const SHOWN_AFTER = 120;

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
  const shared =
    machines.filter((machine) => sharers.has(machine.runner)).length +
    sumOf(
      launches.filter((one) => sharers.has(one.runner)),
      machinesOf,
    );
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
  const { outcome } = launch;
  const tries = outcome.kind === 'Unknown' ? outcome.tries + 1 : 1;
  const again = await noteOutcome(world, launch, asked(world, tries));
  if (again !== undefined && isToAsk) await askForLaunch(world, again, runner);
}
