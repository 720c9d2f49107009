import type { RunnerScope, Settings } from '../../config/settings.ts';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import { PROJECT, projectIn } from '../../simulation/world/projects.ts';
import type { WorkloadPipeline } from '../workloads/workload.ts';

/** Above all ids of the world. */
const FIRST_ID = 100_000_000;

/** Makes a project in GitLab for each of a workload, where a runner that may run its jobs serves it. */
export class WorkloadProjects {
  readonly #gitlab: SimulatedGitLab;
  readonly #settings: Settings;
  readonly #ids = new Map<string, number>();

  constructor(gitlab: SimulatedGitLab, settings: Settings) {
    this.#gitlab = gitlab;
    this.#settings = settings;
  }

  /** A runner of one project serves no other: then that project stands for all. */
  idFor({ project, stages: [first] }: WorkloadPipeline): number {
    const [place = 0] = first?.jobs[0]?.kind.able ?? [];
    const scope = this.#settings.runners[place]?.scope;
    if (scope === undefined || scope.kind === 'Project') return scope?.id ?? PROJECT.id;
    const key = `${project} ${JSON.stringify(scope)}`;
    const id = this.#ids.get(key) ?? this.#add(project, scope);
    this.#ids.set(key, id);
    return id;
  }

  #add(name: string, scope: RunnerScope): number {
    const id = FIRST_ID + this.#ids.size;
    const { groupId, path } = projectIn(scope);
    const group = path.slice(0, path.indexOf('/'));
    this.#gitlab.projects.add({ id, groupId, path: `${group}/${name}` });
    return id;
  }
}
