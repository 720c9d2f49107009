import type { Market } from '../../config/ec2/settings.ts';
import type { RunnerSettings } from '../../config/settings.ts';
import { backOff } from '../calls/back-off.ts';
import type { World } from '../ports/world.ts';
import { fingerprintOf, type Launch } from '../state/launches/launch.ts';
import { placed } from '../state/places.ts';

/** EC2's limit for a ClientToken is 64 characters; a launch needs no more than it takes to be the only one. */
const ID_DIGITS = 32;

type Wanted = Pick<Launch, 'count' | 'reason'> & {
  readonly market: Market['kind'];
  readonly ahead: number;
  /** The runner's launch before this one, if there is one on record. */
  readonly before: Pick<Launch, 'refused' | 'fingerprint'> | undefined;
};

/**
 * A launch that is about to be asked for. Until it is known what comes of it, it is one more after those that EC2 refused of
 * the same settings.
 */
export function newLaunch(
  world: Pick<World, 'random' | 'clock'>,
  runner: RunnerSettings,
  { count, ahead, before, market, reason }: Wanted,
): Launch {
  const fingerprint = fingerprintOf(runner);
  const refused = before?.fingerprint === fingerprint ? before.refused : undefined;
  return {
    ...{ id: world.random.hex(ID_DIGITS), runner: runner.name, count },
    ...(ahead > 0 && { ahead }),
    ...(refused !== undefined && { refused }),
    ...{ market, reason },
    ...placed(runner.machine.places),
    at: world.clock.now(),
    fingerprint,
    outcome: asked(world, 1),
    revision: 0,
  };
}

/** The launch's outcome while EC2 is asked for it, for the first time or again. */
export function asked({ clock, random }: Pick<World, 'random' | 'clock'>, tries: number): Launch['outcome'] {
  return { kind: 'Unknown', tries, againAt: clock.now() + backOff(tries, random) };
}
