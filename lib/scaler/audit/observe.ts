import type { RunnerScope, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { World } from '../ports/world.ts';
import { machineOfDescription } from '../state/machines/runner-description.ts';
import type { Observed, OwnRunner } from './finding.ts';

type Observing = Pick<World, 'ec2' | 'gitlab' | 'log'>;

/** Lists what is there. What cannot be listed now is not judged now. */
export async function observe(world: Observing, settings: Settings, scaler: string): Promise<Observed> {
  const { ec2, gitlab, log } = world;
  const [instances, openSpotRequests, runners] = await Promise.all([
    attempt(log, 'listing instances', {}, () => ec2.ownInstances()),
    attempt(log, 'listing spot requests', {}, () => ec2.openSpotRequests()),
    attempt(log, 'listing runners', {}, () => ownRunners(gitlab, settings, scaler)),
  ]);
  return { instances, openSpotRequests, runners };
}

async function ownRunners(
  gitlab: World['gitlab'],
  settings: Settings,
  scaler: string,
): Promise<readonly OwnRunner[]> {
  const listed = await Promise.all(scopesOf(settings).map((scope) => gitlab.runnersOf(scope)));
  return listed.flat().flatMap((runner) => {
    const machine = machineOfDescription(runner.description, scaler);
    return machine === undefined ? [] : [{ ...runner, machine }];
  });
}

/** Where the machines' runners are, each place once. */
export function scopesOf({ runners }: Settings): readonly RunnerScope[] {
  return [...new Map(runners.map(({ scope }) => [JSON.stringify(scope), scope])).values()];
}
