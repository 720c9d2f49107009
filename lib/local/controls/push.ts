import type { RunnerSettings } from '../../config/settings.ts';
import type { NewJob, SimulatedJob } from '../../simulation/gitlab/model.ts';
import { projectIn } from '../../simulation/world/projects.ts';
import type { LocalWorld } from '../world/world.ts';

/** Pushes a commit with jobs for a runner of config.toml, for each of them in turn. */
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

/** What a job needs so that the runner may run it. */
const asked = ({ tags, inGitLab }: RunnerSettings): Partial<NewJob> => ({
  tags,
  isProtected: inGitLab.isProtected,
});
