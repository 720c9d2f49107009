import { sumOf } from '../../state/sum.ts';
import type { UnixSeconds } from '../../state/time.ts';
import { type Fates, waitedElsewhere } from './futures.ts';
import type { Pool, Slot } from './pool.ts';
import type { Task } from './tasks.ts';

/** One of the futures. */
interface Future {
  readonly number: number;
  readonly now: UnixSeconds;
  readonly fates: Fates;
  readonly successors: ReadonlyMap<Task, readonly Batch[]>;
  /** By the runner's name. */
  readonly pools: ReadonlyMap<string, Pool>;
  readonly concurrent: number;
  /** Nothing later is looked at. */
  readonly until: UnixSeconds;
}

/** Tasks that wait for the same others. */
export interface Batch {
  readonly after: readonly Task[];
  readonly tasks: readonly Task[];
}

/** What comes of one future. */
export interface Course {
  readonly needs: readonly Need[];
  /** When coming jobs begin to wait. */
  readonly begins: ReadonlyMap<Task, UnixSeconds>;
  /** Places of machines that are ready now or boot, and that coming jobs take. */
  readonly taken: readonly Taken[];
  /** Jobs that wait now, and that a place which another job has serves as soon as a new machine would. */
  readonly spared: readonly Task[];
}

interface Taken {
  readonly runner: string;
  readonly is: 'Idle' | 'Creating';
  readonly at: UnixSeconds;
}

/** A coming job that finds no place. */
interface Unplaced {
  readonly task: Task;
  /** When it begins to wait. */
  readonly at: UnixSeconds;
  /** Seconds that it waits then if no machine is launched ahead. */
  readonly otherwise: number;
}

/** A machine that is not there: the first job that would wait for it. */
export interface Need extends Unplaced {
  /** Those that would wait for its other places. */
  readonly others: readonly Unplaced[];
}

/** Seconds from a job's end until the jobs after it wait. */
const GAP = 1;
/** Seconds after which a created job that waits for no other is not expected: something holds it that nobody tells. */
export const STALLED_AFTER = 30;
/** Seconds of waiting after which nobody knows when a job begins: the jobs after it would be expected ever later. */
const STUCK_AFTER = 300;
/** Seconds that a coming job waits for a machine that another job leaves, rather than have one launched for it. */
const PATIENCE = 25;

/** The tasks that wait for no others: with them every future begins. */
export const beginning = (tasks: readonly Task[], now: UnixSeconds): readonly Task[] =>
  tasks.filter(
    ({ job: { status, at }, after }) =>
      status !== 'created' || (after.length === 0 && now - at < STALLED_AFTER),
  );

/** Job after job as they begin to wait, from the first ones on, each with the machine that is free first. */
export function unfold(future: Future, first: readonly Task[]): Course {
  return new Unfolding(future, first).course;
}

class Unfolding {
  readonly course: Course;
  readonly #future: Future;
  readonly #needs = new Map<Slot['of'], Need & { readonly others: Unplaced[] }>();
  readonly #begins = new Map<Task, UnixSeconds>();
  readonly #taken: Taken[] = [];
  readonly #spared: Task[] = [];
  /** In falling order of time: the last comes next. */
  readonly #queue: { at: UnixSeconds; task: Task }[] = [];
  /** Of those before which some have ended: how many have not, and when the last of the others has. */
  readonly #before = new Map<Batch, { left: number; endedAt: UnixSeconds }>();

  constructor(future: Future, first: readonly Task[]) {
    this.#future = future;
    for (const task of first) this.#begin(task);
    for (let next = this.#queue.pop(); next !== undefined; next = this.#queue.pop()) {
      this.#wait(next.task, next.at);
    }
    const needs = [...this.#needs.values()];
    this.course = { needs, begins: this.#begins, taken: this.#taken, spared: this.#spared };
  }

  #begin(task: Task): void {
    const { now } = this.#future;
    const { status } = task.job;
    if (status === 'running') this.#end(task, now + this.#ran(task));
    else this.#enqueue(task, status === 'pending' ? now : now + GAP);
  }

  #wait(task: Task, at: UnixSeconds): void {
    const { fates, number, pools } = this.#future;
    if (fates.of(task).runs[number] === false) {
      this.#end(task, at);
      return;
    }
    if (isComing(task)) this.#begins.set(task, at);
    const pool = task.runner && pools.get(task.runner.name);
    const startsAt = pool === undefined ? at + waitedElsewhere(task, number) : this.#place(task, pool, at);
    const { status, at: since } = task.job;
    const isStuck = status === 'pending' && this.#future.now - since > STUCK_AFTER;
    if (!isStuck) this.#end(task, startsAt + this.#ran(task));
  }

  /** When it begins to run. */
  #place(task: Task, pool: Pool, at: UnixSeconds): UnixSeconds {
    const { boot } = pool.basis;
    const first = pool.first(at);
    const wait = first === undefined ? Number.POSITIVE_INFINITY : Math.max(0, first.freeAt - at);
    const mostWait = isComing(task) && !isBooting(first) ? Math.min(PATIENCE, boot) : boot;
    if (first !== undefined && (wait <= mostWait || !this.#hasRoom(pool, at))) {
      this.#note(task, pool, first, at);
      return this.#run(task, pool, first, Math.max(at, first.freeAt));
    }
    const startsAt = isComing(task) ? at : at + boot;
    const slot = pool.add(startsAt);
    if (isComing(task)) this.#needs.set(slot.of, { task, at, otherwise: Math.min(wait, boot), others: [] });
    return this.#run(task, pool, slot, startsAt);
  }

  #note(task: Task, { basis: { runner, boot } }: Pool, slot: Slot, at: UnixSeconds): void {
    if (isSpared(task, slot, boot, this.#future.now)) this.#spared.push(task);
    if (!isComing(task)) return;
    if (slot.is === 'Idle' || slot.is === 'Creating') {
      this.#taken.push({ runner: runner.name, is: slot.is, at });
    }
    if (slot.is === 'Wanted') this.#share(task, slot, at, boot);
  }

  /** Unless the machine is ready by then, though it is launched only when its first job waits. */
  #share(task: Task, slot: Slot, at: UnixSeconds, boot: number): void {
    const need = this.#needs.get(slot.of);
    if (need === undefined || at >= need.at + boot) return;
    need.others.push({ task, at, otherwise: need.at + boot - at });
  }

  #run(task: Task, pool: Pool, slot: Slot, at: UnixSeconds): UnixSeconds {
    pool.take(slot, at + this.#ran(task));
    return at;
  }

  #hasRoom(pool: Pool, at: UnixSeconds): boolean {
    const { concurrent, pools } = this.#future;
    const { limit, entry, machine } = pool.basis.runner;
    const all = [...pools.values()];
    const sharers = all.filter(({ basis }) => basis.runner.entry.name === entry.name);
    const isWithin = (bound: number, own: readonly Pool[]): boolean =>
      sumOf(own, (one) => one.countAt(at)) < bound;
    const places = sumOf(all, (one) => one.placesAt(at));
    return (
      places + machine.places <= concurrent &&
      (limit === 0 || isWithin(limit, [pool])) &&
      (entry.limit === 0 || isWithin(entry.limit, sharers))
    );
  }

  #end(task: Task, at: UnixSeconds): void {
    if (at > this.#future.until) return;
    for (const next of this.#future.successors.get(task) ?? []) {
      const before = this.#before.get(next) ?? { left: next.after.length, endedAt: 0 };
      this.#before.set(next, before);
      before.left -= 1;
      before.endedAt = Math.max(before.endedAt, at);
      if (before.left === 0) for (const task of next.tasks) this.#enqueue(task, before.endedAt + GAP);
    }
  }

  #ran(task: Task): number {
    const { fates, number } = this.#future;
    return fates.of(task).ran[number] ?? Number.POSITIVE_INFINITY;
  }

  #enqueue(task: Task, at: UnixSeconds): void {
    if (at > this.#future.until) return;
    let place = this.#queue.length;
    while (place > 0 && (this.#queue[place - 1]?.at ?? 0) < at) place -= 1;
    this.#queue.splice(place, 0, { at, task });
  }
}

/**
 * The most seconds for which a job waits for a machine that is expected to become free, and none is launched for it.
 */
export const HELD_FOR = 15;

/** Nobody knows how long a job keeps its machine that has run for longer than any of its name before. */
function isSpared(
  { job: { status, at } }: Task,
  { is, freeAt }: Slot,
  boot: number,
  now: UnixSeconds,
): boolean {
  return status === 'pending' && is === 'Used' && Math.abs(now - at) < HELD_FOR && freeAt <= at + boot;
}

const isBooting = (slot: Slot | undefined): boolean => slot?.is === 'Creating' || slot?.is === 'Wanted';

const isComing = ({ job }: Task): boolean => job.status === 'created';
