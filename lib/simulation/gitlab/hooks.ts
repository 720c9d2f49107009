import type { Clock } from '../../scaler/ports/clock.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';

/** Where a hook is: it then hears of the jobs of that project, or of all projects in that group. */
export interface HookPlace {
  readonly kind: 'Project' | 'Group';
  readonly id: number;
}

export interface Hook {
  readonly id: number;
  readonly place: HookPlace;
  readonly url: string;
  /** Sent in X-Gitlab-Token; never shown again. */
  readonly token?: string;
  readonly jobEvents: boolean;
  readonly pushEvents: boolean;
  readonly verifiesTls: boolean;
  readonly createdAt: UnixSeconds;
}

export type WantedHook = Omit<Hook, 'id' | 'place' | 'createdAt'>;

/** What came of one delivery: an HTTP status, or "internal error". */
interface Delivery {
  readonly id: number;
  readonly status: string;
}

/** Failures in a row after which GitLab disables a hook for a while. */
const MOST_FAILURES = 4;

/** The hooks of projects and groups. https://docs.gitlab.com/user/project/integrations/webhooks/ */
export class Hooks {
  /** Group hooks are not in every edition. */
  hasGroupHooks = true;
  readonly #clock: Clock;
  readonly #hooks = new Map<number, Hook>();
  readonly #deliveries = new Map<number, Delivery[]>();
  #nextId = 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(place: HookPlace, wanted: WantedHook): Hook {
    const hook = { ...wanted, id: this.#nextId, place, createdAt: this.#clock.now() };
    this.#nextId += 1;
    this.#hooks.set(hook.id, hook);
    return hook;
  }

  at(place: HookPlace): readonly Hook[] {
    return [...this.#hooks.values()].filter((hook) => isSame(hook.place, place));
  }

  find(place: HookPlace, id: number): Hook | undefined {
    return this.at(place).find((hook) => hook.id === id);
  }

  change(hook: Hook, wanted: Partial<WantedHook>): Hook {
    const changed = { ...hook, ...wanted };
    this.#hooks.set(hook.id, changed);
    return changed;
  }

  remove(hook: Hook): void {
    this.#hooks.delete(hook.id);
  }

  delivered(hook: Hook, status: string): void {
    const before = this.deliveriesOf(hook);
    this.#deliveries.set(hook.id, [{ id: before.length + 1, status }, ...before]);
  }

  /** The last first. */
  deliveriesOf({ id }: Hook): readonly Delivery[] {
    return this.#deliveries.get(id) ?? [];
  }

  isDisabled(hook: Hook): boolean {
    const last = this.deliveriesOf(hook).slice(0, MOST_FAILURES);
    return last.length === MOST_FAILURES && last.every(({ status }) => !status.startsWith('2'));
  }
}

const isSame = (one: HookPlace, other: HookPlace): boolean => one.kind === other.kind && one.id === other.id;
