import type { Clock } from '../../scaler/ports/clock.ts';
import type { Random } from '../../scaler/ports/random.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import type { NewRunner, SimulatedRunner } from './model.ts';
import type { Projects } from './projects.ts';

export type RunnerCreation =
  | { readonly kind: 'Created'; readonly runner: SimulatedRunner }
  /** `message` is GitLab's. */
  | { readonly kind: 'Refused'; readonly message: string };

const TOKEN_DIGITS = 20;
/** Seconds after its last call for which a runner is online: `ONLINE_CONTACT_TIMEOUT` in GitLab's source. */
const ONLINE_FOR = 2 * 3600;

/** The runners that are registered. */
export class Runners {
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #projects: Projects;
  readonly #runners = new Map<number, SimulatedRunner>();
  /** How many gitlab-runners of each. */
  readonly #attending = new Map<number, number>();
  readonly #idByToken = new Map<string, number>();
  readonly #onPause: ((runner: SimulatedRunner) => void)[] = [];
  readonly #onResume: ((runner: SimulatedRunner) => void)[] = [];
  readonly #onDelete: ((runner: SimulatedRunner) => void)[] = [];
  #nextId: number;

  constructor(clock: Clock, random: Random, projects: Projects, firstId: number) {
    this.#clock = clock;
    this.#random = random;
    this.#projects = projects;
    this.#nextId = firstId;
  }

  /** https://docs.gitlab.com/api/users/#create-a-runner-linked-to-a-user */
  create(wanted: NewRunner): RunnerCreation {
    const { tags = [], runUntagged = true, locked = false, paused = false } = wanted;
    if (!this.#hasScope(wanted)) return { kind: 'Refused', message: 'Missing/invalid scope' };
    if (tags.length === 0 && !runUntagged) {
      const message = 'Tags list can not be empty when runner is not allowed to pick untagged jobs';
      return { kind: 'Refused', message };
    }
    const runner = {
      ...wanted,
      ...{ tags, runUntagged, locked, paused },
      otherProjects: [],
      id: this.#nextId,
      token: `glrt-${this.#random.hex(TOKEN_DIGITS)}`,
      createdAt: this.#clock.now(),
    };
    this.#nextId += 1;
    this.#runners.set(runner.id, runner);
    this.#idByToken.set(runner.token, runner.id);
    return { kind: 'Created', runner };
  }

  find(id: number): SimulatedRunner | undefined {
    return this.#runners.get(id);
  }

  all(): readonly SimulatedRunner[] {
    return [...this.#runners.values()];
  }

  /** Those that belong to a project, to a group, or to all of GitLab. */
  ofScope(scope: Pick<SimulatedRunner, 'type' | 'projectId' | 'groupId'>): readonly SimulatedRunner[] {
    const { type, projectId, groupId } = scope;
    return this.all().filter(
      (runner) => runner.type === type && runner.projectId === projectId && runner.groupId === groupId,
    );
  }

  /** Undefined if GitLab has no such runner (any longer). */
  setPaused(id: number, paused: boolean): SimulatedRunner | undefined {
    const runner = this.find(id);
    if (runner === undefined) return undefined;
    const changed = this.#keep({ ...runner, paused });
    for (const listener of paused ? this.#onPause : this.#onResume) listener(changed);
    return changed;
  }

  /** Someone lets another project use a project's runner, which is not to be locked. */
  enable(id: number, projectId: number): 'Enabled' | 'Refused' {
    const runner = this.find(id);
    if (runner?.type !== 'project_type' || runner.locked) return 'Refused';
    this.#keep({ ...runner, otherProjects: [...runner.otherProjects, projectId] });
    return 'Enabled';
  }

  /** The listener gets each runner that is given jobs (again), if it was paused or not. */
  onResume(listener: (runner: SimulatedRunner) => void): void {
    this.#onResume.push(listener);
  }

  onPause(listener: (runner: SimulatedRunner) => void): void {
    this.#onPause.push(listener);
  }

  onDelete(listener: (runner: SimulatedRunner) => void): void {
    this.#onDelete.push(listener);
  }

  /** Its jobs stay, and name no runner any more. False if there is no such runner. */
  delete(id: number): boolean {
    const runner = this.find(id);
    if (runner === undefined) return false;
    this.#idByToken.delete(runner.token);
    this.#runners.delete(id);
    this.#attending.delete(id);
    for (const listener of this.#onDelete) listener(runner);
    return true;
  }

  withToken(token: string): SimulatedRunner | undefined {
    return this.find(this.#idByToken.get(token) ?? 0);
  }

  /**
   * Who has that token? Remembers by which manager it was asked, and not when: `POST /runners/verify` leaves `contacted_at`
   * alone for a token that begins with `glrt-`. Undefined if the token is not valid.
   */
  verify(token: string, systemId?: string): SimulatedRunner | undefined {
    const runner = this.withToken(token);
    return runner && this.#keep({ ...runner, ...(systemId !== undefined && { systemId }) });
  }

  /** The runner asks for a job. Remembers when, and by which manager. Undefined if the token is not valid. */
  contact(token: string, systemId?: string): SimulatedRunner | undefined {
    const runner = this.verify(token, systemId);
    return runner && this.#keep({ ...runner, contactedAt: this.#clock.now() });
  }

  /** The runner manager says that it is no more: it can do so once. */
  forgetManager(token: string, systemId: string): 'Forgotten' | 'NotFound' | 'Forbidden' {
    const runner = this.withToken(token);
    if (runner === undefined) return 'Forbidden';
    if (runner.systemId !== systemId) return 'NotFound';
    const { systemId: _, ...alone } = runner;
    this.#keep(alone);
    return 'Forgotten';
  }

  /** It asks again and again from now on, though nobody sees it: until it leaves. */
  attend(id: number): void {
    this.#attending.set(id, (this.#attending.get(id) ?? 0) + 1);
  }

  leave(id: number): void {
    const left = (this.#attending.get(id) ?? 0) - 1;
    if (left > 0) this.#attending.set(id, left);
    else if (this.#attending.delete(id)) this.heard(id);
  }

  /** When it called last. */
  contactedAt({ id, contactedAt }: SimulatedRunner): UnixSeconds | undefined {
    return this.#attending.has(id) ? this.#clock.now() : contactedAt;
  }

  isOnline(runner: SimulatedRunner): boolean {
    return this.#clock.now() - (this.contactedAt(runner) ?? Number.NEGATIVE_INFINITY) < ONLINE_FOR;
  }

  /** The runner says something of a job. */
  heard(id: number): void {
    const runner = this.find(id);
    if (runner !== undefined) this.#keep({ ...runner, contactedAt: this.#clock.now() });
  }

  #keep(runner: SimulatedRunner): SimulatedRunner {
    this.#runners.set(runner.id, runner);
    return runner;
  }

  #hasScope({ type, projectId, groupId }: NewRunner): boolean {
    switch (type) {
      case 'instance_type':
        return true;
      case 'group_type':
        return groupId !== undefined && this.#projects.hasGroup(groupId);
      case 'project_type':
        return projectId !== undefined && this.#projects.find(projectId) !== undefined;
    }
  }
}
