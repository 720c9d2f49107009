import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import { isForgotten, type Launch, machinesOf } from '../state/launches/launch.ts';
import { placesTaken, type State } from '../state/state.ts';
import { sumOf } from '../state/sum.ts';
import { askForLaunch, fieldsOf, type Launching, noteOutcome } from './ask-for-launch.ts';
import { asked } from './new-launch.ts';
import { recordMachines } from './record-launched.ts';

const AT_ONCE = 10;
/** A launch that left no trace is dropped after this many seconds, and the need is decided anew. */
const GIVE_UP_AFTER = 600;
/** Of a machine whose runner config.toml has no more, and its MachineName neither. It leaves as soon as it is on record. */
const NAME_PATTERN = 'machine-%s';
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
    if (isUnknown(launch)) return now >= launch.outcome.againAt;
    const runner = runners.get(launch.runner);
    return runner === undefined || isForgotten(launch, runner, now);
  });
  const finish = (launch: Launch) =>
    attempt(world.log, 'finishing a launch', fieldsOf(launch), async () => {
      if (!isUnknown(launch)) return world.store.closeLaunch(launch);
      const runner = runners.get(launch.runner);
      const again = runner !== undefined && mayAskAgain(launch, runner, state, settings) ? runner : undefined;
      return finishLaunch(world, launch, runner?.machine.namePattern ?? NAME_PATTERN, again);
    });
  await mapConcurrently(toDo, finish, AT_ONCE);
  return toDo.length > 0;
}

type UnknownLaunch = Launch & { readonly outcome: { readonly kind: 'Unknown' } };

const isUnknown = (launch: Launch): launch is UnknownLaunch => launch.outcome.kind === 'Unknown';

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
 *
 * @param runner none if it may not be asked again
 */
async function finishLaunch(
  world: Launching,
  launch: UnknownLaunch,
  namePattern: string,
  runner: RunnerSettings | undefined,
): Promise<unknown> {
  const age = world.clock.now() - launch.at;
  const instances = await world.ec2.instancesOf(launch.id);
  if (instances.length >= launch.count || (instances.length > 0 && age >= SHOWN_AFTER)) {
    await recordMachines(world, launch, namePattern, instances);
    return world.store.closeLaunch(launch);
  }
  if (age >= (runner === undefined ? SHOWN_AFTER : GIVE_UP_AFTER)) return world.store.closeLaunch(launch);
  const noted = await noteOutcome(world, launch, asked(world, launch.outcome.tries + 1));
  return noted !== undefined && runner !== undefined && askForLaunch(world, noted, runner);
}
