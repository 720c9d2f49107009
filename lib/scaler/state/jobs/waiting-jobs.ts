import type { UnixSeconds } from '../time.ts';
import type { ConfirmedJob } from './job.ts';
import { waitsSince } from './job.ts';
import { Sorted } from './sorted.ts';

/** Jobs that the same runners may be given: they are many, and their kinds few. */
export interface Kind {
  /** One of them. */
  readonly job: ConfirmedJob;
  readonly count: number;
}

/** The jobs of one kind that wait. */
export interface WaitingKind extends Kind {
  /** The one that has waited longest comes first. */
  readonly jobs: readonly ConfirmedJob[];
}

/**
 * The jobs that wait: there may be thousands, of which few come or go at a time. Immutable: a change makes a new one, and
 * looks only at the kinds of the jobs that came or went.
 */
export class WaitingJobs {
  static readonly NONE = new WaitingJobs(
    Sorted.of<ConfirmedJob>([], ({ id }) => id),
    Sorted.of<ConfirmedJob>([], ({ lookup }) => lookup.askedAt),
    new Map(),
  );

  readonly #byId: Sorted<ConfirmedJob>;
  readonly #byAsked: Sorted<ConfirmedJob>;
  readonly #byKind: ReadonlyMap<string, Sorted<ConfirmedJob>>;

  private constructor(
    byId: Sorted<ConfirmedJob>,
    byAsked: Sorted<ConfirmedJob>,
    byKind: ReadonlyMap<string, Sorted<ConfirmedJob>>,
  ) {
    this.#byId = byId;
    this.#byAsked = byAsked;
    this.#byKind = byKind;
  }

  static of(jobs: readonly ConfirmedJob[]): WaitingJobs {
    return WaitingJobs.NONE.changed([], jobs);
  }

  get count(): number {
    return this.all.length;
  }

  /** In the order of their ids. */
  get all(): readonly ConfirmedJob[] {
    return this.#byId.items;
  }

  /** In no order. */
  get kinds(): readonly WaitingKind[] {
    return [...this.#byKind.values()].flatMap(({ items: jobs }) =>
      jobs[0] === undefined ? [] : [{ job: jobs[0], count: jobs.length, jobs }],
    );
  }

  /** The earliest time at which GitLab was last asked about any of them; infinite if none waits. */
  get firstAskedAt(): UnixSeconds {
    return this.#byAsked.items[0]?.lookup.askedAt ?? Number.POSITIVE_INFINITY;
  }

  has(jobId: number): boolean {
    return this.#byId.find(jobId) !== undefined;
  }

  /** Without those that are gone, and with those that have come. */
  changed(gone: readonly ConfirmedJob[], come: readonly ConfirmedJob[]): WaitingJobs {
    if (gone.length + come.length === 0) return this;
    return new WaitingJobs(
      this.#byId.changed(gone, come),
      this.#byAsked.changed(gone, come),
      this.#kindsChanged(gone, come),
    );
  }

  #kindsChanged(gone: readonly ConfirmedJob[], come: readonly ConfirmedJob[]) {
    const kinds = new Map(this.#byKind);
    const [goneOf, comeOf] = [byKind(gone), byKind(come)];
    for (const kind of new Set([...goneOf.keys(), ...comeOf.keys()])) {
      const before = kinds.get(kind) ?? Sorted.of<ConfirmedJob>([], waitsSince);
      const after = before.changed(goneOf.get(kind) ?? [], comeOf.get(kind) ?? []);
      if (after.items.length === 0) kinds.delete(kind);
      else kinds.set(kind, after);
    }
    return kinds;
  }
}

/** The jobs of one pipeline come together, and most are alike. */
function byKind(jobs: readonly ConfirmedJob[]): ReadonlyMap<string, readonly ConfirmedJob[]> {
  const kinds = new Map<string, ConfirmedJob[]>();
  let last: { readonly job: ConfirmedJob; readonly own: ConfirmedJob[] } | undefined;
  for (const job of jobs) {
    if (last === undefined || !isAlike(job, last.job)) {
      const kind = kindOf(job);
      const own = kinds.get(kind) ?? [];
      kinds.set(kind, own);
      last = { job, own };
    }
    last.own.push(job);
  }
  return kinds;
}

/** Equal for jobs that the same runners may be given. */
const kindOf = ({ projectId, passedOver = [], lookup: { tags, outsideOf = [] } }: ConfirmedJob): string =>
  [projectId, outsideOf.join(), JSON.stringify(passedOver), ...tags].join('\n');

/** Quicker than comparing their kinds. It may be false for two jobs of one kind, and is never true for two of different kinds. */
function isAlike(one: ConfirmedJob, other: ConfirmedJob): boolean {
  if (one.projectId !== other.projectId || one.passedOver !== other.passedOver) return false;
  const { tags, outsideOf = NONE } = one.lookup;
  return isSame(tags, other.lookup.tags) && isSame(outsideOf, other.lookup.outsideOf ?? NONE);
}

const NONE: readonly never[] = [];

function isSame<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}
