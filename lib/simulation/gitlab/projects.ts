import type { SimulatedPipeline, SimulatedProject } from './model.ts';

/** Projects with their pipelines. */
export class Projects {
  readonly #projects = new Map<number, SimulatedProject>();
  readonly #pipelines = new Map<number, SimulatedPipeline>();
  readonly #activity = new Map<number, number>();
  #activities = 0;

  /** A project that is there already stays as it is. */
  add(project: SimulatedProject): SimulatedProject {
    const known = this.#projects.get(project.id);
    if (known !== undefined) return known;
    this.#projects.set(project.id, project);
    return project;
  }

  /** Somebody changes its settings. */
  change(id: number, changes: Partial<Omit<SimulatedProject, 'id'>>): void {
    const project = this.find(id);
    if (project !== undefined) this.#projects.set(id, { ...project, ...changes });
  }

  find(id: number): SimulatedProject | undefined {
    return this.#projects.get(id);
  }

  all(): readonly SimulatedProject[] {
    return [...this.#projects.values()];
  }

  byId(): readonly SimulatedProject[] {
    return this.all().toSorted((one, other) => one.id - other.id);
  }

  /** People do something in it. */
  noteActivity(id: number): void {
    this.#activities += 1;
    this.#activity.set(id, this.#activities);
  }

  /** Those that people did something in last come first. */
  byActivity(): readonly SimulatedProject[] {
    const last = ({ id }: SimulatedProject): number => this.#activity.get(id) ?? 0;
    return this.all().toSorted((one, other) => last(other) - last(one));
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

  groupIds(): readonly number[] {
    return [...new Set(this.all().map(({ groupId }) => groupId))];
  }

  /** What the paths of the group's projects have in common: "acme" of "acme/shop". */
  groupPath(groupId: number): string | undefined {
    const path = this.all().find((project) => project.groupId === groupId)?.path;
    return path?.slice(0, path.lastIndexOf('/'));
  }
}
