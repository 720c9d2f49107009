import type { ProjectHook, SimulatedPipeline, SimulatedProject } from './model.ts';

/** Projects with their pipelines and their hooks. */
export class Projects {
  readonly #projects = new Map<number, SimulatedProject>();
  readonly #pipelines = new Map<number, SimulatedPipeline>();
  readonly #hooks: ProjectHook[] = [];

  /** A project that is there already stays as it is. */
  add(project: SimulatedProject): SimulatedProject {
    const known = this.#projects.get(project.id);
    if (known !== undefined) return known;
    this.#projects.set(project.id, project);
    return project;
  }

  find(id: number): SimulatedProject | undefined {
    return this.#projects.get(id);
  }

  all(): readonly SimulatedProject[] {
    return [...this.#projects.values()];
  }

  hasGroup(groupId: number): boolean {
    return this.all().some((project) => project.groupId === groupId);
  }

  addPipeline(pipeline: SimulatedPipeline): SimulatedPipeline {
    this.#pipelines.set(pipeline.id, pipeline);
    return pipeline;
  }

  pipeline(id: number): SimulatedPipeline | undefined {
    return this.#pipelines.get(id);
  }

  removePipeline(id: number): void {
    this.#pipelines.delete(id);
  }

  addHook(hook: Omit<ProjectHook, 'id'>): ProjectHook {
    const added = { ...hook, id: this.#hooks.length + 1 };
    this.#hooks.push(added);
    return added;
  }

  hooksOf(projectId: number): readonly ProjectHook[] {
    return this.#hooks.filter((hook) => hook.projectId === projectId);
  }
}
