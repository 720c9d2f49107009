import type { RunnerSettings } from '../../config/settings.ts';
import type { NewJob, SimulatedJob } from '../../simulation/gitlab/model.ts';
import { projectIn } from '../../simulation/world/projects.ts';
import type { LocalWorld } from '../world/world.ts';

/** Pushes a commit whose jobs a runner of config.toml is for: in turn each of them. */
export function pusher({ gitlab, settings: { runners } }: Pick<LocalWorld, 'gitlab' | 'settings'>) {
  let pushed = 0;
  return (jobs: readonly NewJob[]): readonly SimulatedJob[] => {
    const runner = runners[pushed % runners.length];
    pushed += 1;
    if (runner === undefined) return [];
    return gitlab.pipelines.push(
      projectIn(runner.scope).id,
      jobs.map((job) => ({ ...job, ...asked(runner) })),
    );
  };
}

/** What a job must have to be the runner's. */
const asked = ({ tags, inGitLab }: RunnerSettings): Partial<NewJob> => ({
  tags,
  isProtected: inGitLab.isProtected,
});
