import type { RunnerScope, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import type { World } from '../ports/world.ts';
import { machineOfDescription, placeholderOfDescription } from '../state/machines/runner-description.ts';
import type { Observed, OwnPlaceholder, OwnRunner } from './finding.ts';

type Observing = Pick<World, 'ec2' | 'gitlab' | 'log'>;

/** Lists what is there. What cannot be listed now is not judged now. */
export async function observe(world: Observing, settings: Settings, scaler: string): Promise<Observed> {
  const { ec2, gitlab, log } = world;
  const [instances, openSpotRequests, own] = await Promise.all([
    attempt(log, 'listing instances', {}, () => ec2.ownInstances()),
    attempt(log, 'listing spot requests', {}, () => ec2.openSpotRequests()),
    attempt(log, 'listing runners', {}, () => ownRunners(gitlab, settings, scaler)),
  ]);
  return { instances, openSpotRequests, runners: own?.runners, placeholders: own?.placeholders };
}

/** The deployment's runners in GitLab. Rejects where a place's cannot be listed. */
export async function ownRunners(
  gitlab: Pick<World['gitlab'], 'runnersOf'>,
  settings: Pick<Settings, 'runners'>,
  scaler: string,
): Promise<{ readonly runners: readonly OwnRunner[]; readonly placeholders: readonly OwnPlaceholder[] }> {
  const listed = (await Promise.all(scopesOf(settings).map((scope) => gitlab.runnersOf(scope)))).flat();
  return {
    runners: listed.flatMap((runner) => {
      const machine = machineOfDescription(runner.description, scaler);
      return machine === undefined ? [] : [{ ...runner, machine }];
    }),
    placeholders: listed.flatMap((runner) => {
      const placeholder = placeholderOfDescription(runner.description, scaler);
      return placeholder === undefined ? [] : [{ ...runner, ...placeholder }];
    }),
  };
}

/** Where the machines' runners are, each place once. */
export function scopesOf({ runners }: Pick<Settings, 'runners'>): readonly RunnerScope[] {
  return [...new Map(runners.map(({ scope }) => [JSON.stringify(scope), scope])).values()];
}
