import type { Learned, Writer } from '../../scaler/ports/store.ts';
import type { Drain } from '../../scaler/state/drain.ts';
import type { Habit } from '../../scaler/state/jobs/habit.ts';
import type { EndedJob, Job } from '../../scaler/state/jobs/job.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import type { Setback } from '../../scaler/state/launches/setback.ts';
import type { Charge } from '../../scaler/state/machines/charge.ts';
import type { Machine, MachineReport } from '../../scaler/state/machines/machine.ts';
import type { RunnerHistory } from '../../scaler/state/machines/runner-history.ts';
import type { Surpluses } from '../../scaler/state/machines/surplus.ts';
import type { Rotation } from '../../scaler/state/rotation.ts';
import type { Departed } from '../../scaler/state/state.ts';
import type { UnixSeconds } from '../../scaler/state/time.ts';
import { frozen } from './frozen.ts';
import { JobShelf } from './job-shelf.ts';
import { Shelf } from './shelf.ts';

/** An active record, or what it was when it was removed. */
export type ActiveRecord =
  | { readonly kind: 'Job'; readonly job: Job }
  | { readonly kind: 'Machine'; readonly machine: Machine }
  | { readonly kind: 'Launch'; readonly launch: Launch }
  | { readonly kind: 'Setback'; readonly setback: Setback }
  | { readonly kind: 'Tick' }
  | { readonly kind: 'Drain' };

/** A write of an active record, as the stream would show it. */
export interface Write {
  readonly writer: Writer;
  readonly record: ActiveRecord;
}

/** How a table keeps what is written. */
type Keep = <T>(value: T) => T;

/** The table in memory: what is in it is frozen, so nobody changes a record but by a write. */
export class MemoryTable {
  readonly keep: Keep;
  readonly jobs = new JobShelf();
  readonly ended = new Map<number, EndedJob>();
  /** By what is charged: the last takes the place of an earlier one. */
  readonly charges = new Map<string, Charge>();
  readonly machines = new Shelf<string, Machine>();
  /** Those whose record was removed, by instance id. */
  readonly departed = new Shelf<string, Departed>();
  readonly reports = new Map<string, MachineReport>();
  /** By the runner's name. */
  readonly launches = new Shelf<string, Launch>();
  /** By the runner's name. */
  readonly setbacks = new Map<string, Setback>();
  /** By key, why. */
  readonly unreadable = new Map<string, string>();
  readonly rotations = new Map<string, Rotation>();
  /** By project and name. */
  readonly habits = new Map<string, Learned<Habit>>();
  /** By the runner's name. */
  readonly histories = new Map<string, Learned<RunnerHistory>>();
  /** The revision of all launches. */
  launching: number | undefined;
  surpluses: Surpluses | undefined;
  drain: Drain | undefined;
  readonly #onWrite: ((write: Write) => void)[] = [];
  readonly #onRemove: ((record: ActiveRecord) => void)[] = [];

  /** @param keep None: a frozen copy. Where it is known that nobody changes what he has written or read, that itself will do. */
  constructor(keep: Keep = frozen) {
    this.keep = keep;
  }

  /** The table's stream: called at each write of an active record, in order, while the write goes on. */
  onWrite(listener: (write: Write) => void): void {
    this.#onWrite.push(listener);
  }

  /** Called at each removal of an active record, which the stream's filter leaves out. */
  onRemove(listener: (record: ActiveRecord) => void): void {
    this.#onRemove.push(listener);
  }

  tell(writer: Writer, record: ActiveRecord): void {
    for (const listener of this.#onWrite) listener({ writer, record });
  }

  tellRemoved(record: ActiveRecord): void {
    for (const listener of this.#onRemove) listener(record);
  }

  /** What DynamoDB does by itself with records that have expired. */
  forgetEnded(before: UnixSeconds): void {
    for (const { id, endedAt } of this.ended.values()) if (endedAt < before) this.ended.delete(id);
    for (const [key, { at }] of this.charges) if (at < before) this.charges.delete(key);
  }
}
