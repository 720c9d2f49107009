import type { RunnerSettings, Settings } from '../../config/settings.ts';
import { attempt } from '../calls/attempt.ts';
import { mapConcurrently } from '../calls/map-concurrently.ts';
import type { World } from '../ports/world.ts';
import { placeholderDescription } from '../state/machines/runner-description.ts';
import type { OwnPlaceholder } from './finding.ts';

/** Seconds after which a placeholder is replaced: GitLab takes a runner to be online for two hours after its last call. */
const RENEWED_AFTER = 3600;
const AT_ONCE = 5;

type Keeping = Pick<World, 'gitlab' | 'clock' | 'log'>;

/**
 * Has a runner of each `[[runners]]` entry online in GitLab, also while it has no machine: a placeholder, which never asks for
 * a job. GitLab fails a job if no runner that may run it is online. It does so at once where the project may use instance
 * runners, one would take the job, and their compute minutes are used up (`Ci::PipelineCreation::DropNotRunnableBuildsService`
 * and `RetryJobService` in its source). Elsewhere it does so when the job has waited for an hour
 * (`Ci::StuckBuilds::DropPendingService`).
 *
 * A placeholder is replaced, and not heard of again, so that no runner's token is kept anywhere.
 *
 * @param placeholders those that are there; undefined where they could not be listed
 */
export async function keepPlaceholders(
  world: Keeping,
  { runners }: Settings,
  scaler: string,
  placeholders: readonly OwnPlaceholder[] | undefined,
): Promise<void> {
  if (placeholders === undefined) return;
  const keepOne = (runner: RunnerSettings) => {
    const own = placeholders.filter((one) => one.runner === runner.name);
    return attempt(world.log, 'keeping a runner online in GitLab', { runner: runner.name }, () =>
      keepPlaceholder(world, runner, scaler, own),
    );
  };
  await mapConcurrently(runners, keepOne, AT_ONCE);
  const names = new Set(runners.map(({ name }) => name));
  await remove(
    world,
    placeholders.filter(({ runner }) => !names.has(runner)),
  );
}

async function keepPlaceholder(
  world: Keeping,
  runner: RunnerSettings,
  scaler: string,
  own: readonly OwnPlaceholder[],
): Promise<void> {
  const { gitlab, clock } = world;
  const now = clock.now();
  const fresh = own.find(({ since, isOff }) => !isOff && now - since < RENEWED_AFTER);
  if (fresh === undefined)
    await gitlab.createPlaceholder(
      runner,
      placeholderDescription({ runner: runner.name, since: now }, scaler),
    );
  await remove(
    world,
    own.filter((one) => one !== fresh),
  );
}

async function remove({ gitlab, log }: Keeping, placeholders: readonly OwnPlaceholder[]): Promise<void> {
  for (const { id } of placeholders)
    await attempt(log, 'deleting a placeholder', { runnerId: id }, () => gitlab.deleteRunner(id));
}
