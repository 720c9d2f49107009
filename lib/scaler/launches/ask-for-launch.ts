import type { RunnerSettings } from '../../config/settings.ts';
import { reasonOf } from '../calls/attempt.ts';
import type { World } from '../ports/world.ts';
import type { Launch } from '../state/launches/launch.ts';
import { newLaunch } from './new-launch.ts';
import { recordLaunched } from './record-launched.ts';

export type Launching = Pick<World, 'store' | 'ec2' | 'clock' | 'random' | 'log' | 'metrics'>;

/**
 * Asks EC2 for spot machines. If there is no spot capacity and the runner may do without, it asks for the rest
 * on demand. That is a launch of its own, which takes the first one's place on record before EC2 hears of it.
 */
export async function askForLaunch(world: Launching, launch: Launch, runner: RunnerSettings): Promise<void> {
  const launched = await orNote(world, launch, () => world.ec2.launch(launch, runner));
  const missing = await recordLaunched(world, launch, runner, launched);
  if (missing === 0) return;
  const reason = `${launch.reason}; no spot capacity for ${missing} of ${launch.count}`;
  const next = newLaunch(world, runner, {
    ...{ count: missing, market: 'OnDemand', reason },
    ahead: Math.min(missing, launch.ahead ?? 0),
    before: launch,
  });
  if (!(await world.store.succeedLaunch(launch, next))) return;
  world.log.info('launching on demand what spot could not', { ...fieldsOf(next), instead: launch.id });
  await askForLaunch(world, next, runner);
}

/** Rethrows what the call throws, after recording the reason for people who look at the launch. */
async function orNote<T>(world: Launching, launch: Launch, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const { outcome } = launch;
    if (outcome.kind === 'Unknown') await noteOutcome(world, launch, { ...outcome, reason: reasonOf(error) });
    throw error;
  }
}

/** The launch with that outcome, if it could be recorded: undefined means that it has changed meanwhile. */
export async function noteOutcome(
  { store }: Launching,
  launch: Launch,
  outcome: Launch['outcome'],
): Promise<Launch | undefined> {
  const noted = { ...launch, outcome };
  return (await store.replaceLaunch(noted)) ? { ...noted, revision: launch.revision + 1 } : undefined;
}

/** For the log. */
export const fieldsOf = ({ runner, id, count, market }: Launch) => ({ runner, launch: id, count, market });
