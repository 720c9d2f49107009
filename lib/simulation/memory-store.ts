import {
  type AuditRecords,
  type ChargeRecords,
  type DrainSwitch,
  type ExperienceRecords,
  type Learned,
  type MachineRecords,
  type MachineReports,
  type SetbackRecords,
  type Store,
  type SurplusRecords,
  type Writer,
  writerOf,
} from '../scaler/ports/store.ts';
import type { Charge } from '../scaler/state/charge.ts';
import type { Drain } from '../scaler/state/drain.ts';
import type { Habit, JobName } from '../scaler/state/habit.ts';
import {
  type EndedJob,
  eventOf,
  type Job,
  type JobEvent,
  rankOf,
  toldByWebhooks,
} from '../scaler/state/job.ts';
import type { Launch } from '../scaler/state/launch.ts';
import type { Machine, MachineReport } from '../scaler/state/machine.ts';
import type { Rotation } from '../scaler/state/rotation.ts';
import type { RunnerHistory } from '../scaler/state/runner-history.ts';
import type { Setback } from '../scaler/state/setback.ts';
import type { Departed, Unreadable } from '../scaler/state/state.ts';
import type { Surpluses } from '../scaler/state/surplus.ts';
import type { UnixSeconds } from '../scaler/state/time.ts';
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
export type Keep = <T>(value: T) => T;

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

interface MemoryStoreOptions {
  readonly table: MemoryTable;
  readonly writer: Writer;
  readonly betweenReads?: (() => Promise<void>) | undefined;
}

/** The store on a table in memory; several on one table are as several functions on one. */
export function openMemoryStore({ table, writer, betweenReads }: MemoryStoreOptions): Store {
  return {
    ...inboxes(table),
    ...drainSwitch(table),
    ...jobRecords(table, writer),
    ...launchRecords(table, writer),
    ...machineReports(table),
    ...setbackRecords(table, writer),
    ...surplusRecords(table),
    ...auditRecords(table),
    ...chargeRecords(table),
    ...experienceRecords(table),
    machines: machineRecords(table, writer),
    // In the order of lib/aws/dynamodb/read-active.ts.
    async readActive() {
      const launches = table.launches.all;
      const launching = table.launching === undefined ? {} : { launching: table.launching };
      await betweenReads?.();
      const machines = table.machines.all;
      await betweenReads?.();
      const jobs = table.jobs.all;
      return {
        ...{ machines, launches, ...launching, jobs },
        ...(table.setbacks.size > 0 && { setbacks: [...table.setbacks.values()] }),
        ...(table.surpluses && { surpluses: table.surpluses }),
        ...(table.departed.size > 0 && { departed: table.departed.all }),
        ...(table.unreadable.size > 0 && { unreadable: unreadable(table) }),
        ...(table.drain && { drain: table.drain }),
      };
    },
  };
}

function machineReports({ reports, keep }: MemoryTable): MachineReports {
  return {
    async recordReport(report) {
      reports.set(report.instanceId, keep(report));
    },
    recentReports: async (since) => [...reports.values()].filter(({ at }) => at >= since),
  };
}

const unreadable = ({ unreadable }: MemoryTable): Unreadable[] =>
  [...unreadable].map(([key, reason]) => ({ key, reason }));

function chargeRecords({ charges, keep }: MemoryTable): ChargeRecords {
  return {
    async recordCharge(charge) {
      charges.set(`${charge.instanceId} ${charge.job?.id ?? 'rest'}`, keep(charge));
    },
    chargesBetween: async (since, until) =>
      [...charges.values()].filter(({ at }) => at >= since && at < until),
  };
}

function auditRecords({ rotations, keep }: MemoryTable): AuditRecords {
  return {
    rotation: async (of) => rotations.get(of),
    async recordRotation(of, rotation) {
      rotations.set(of, keep(rotation));
    },
  };
}

function experienceRecords({ habits, histories, keep }: MemoryTable): ExperienceRecords {
  const keyOf = ({ projectId, name }: JobName): string => `${projectId} ${name}`;
  const write = <T extends Revised>(records: Map<string, T>, key: string, read: T): boolean => {
    if ((records.get(key)?.revision ?? 0) !== read.revision) return false;
    records.set(key, keep(next(read)));
    return true;
  };
  return {
    habitsOf: async (names) => [...new Set(names.map(keyOf))].flatMap((key) => habits.get(key) ?? []),
    recordHabit: async (habit) => write(habits, keyOf(habit), habit),
    historiesOf: async (runners) => runners.flatMap((runner) => histories.get(runner) ?? []),
    recordHistory: async (history) => write(histories, history.runner, history),
  };
}

function inboxes(table: MemoryTable): Pick<Store, 'record' | 'recordTick'> {
  return {
    async record(event) {
      const before = table.jobs.get(event.id);
      if (before !== undefined && rankOf(before.status) >= rankOf(event.status)) {
        addTold(table, before, event);
        return 'Stale';
      }
      const job = table.keep(recorded(before, event));
      table.jobs.set(event.id, job);
      table.tell(writerOf(event), { kind: 'Job', job });
      return 'Recorded';
    },
    async recordTick() {
      table.tell('schedule', { kind: 'Tick' });
    },
  };
}

function addTold(table: MemoryTable, before: Job, event: JobEvent): void {
  const told = toldByWebhooks(event);
  if (Object.keys(told).every((key) => key in before)) return;
  const job = table.keep(next({ ...told, ...before }));
  table.jobs.set(job.id, job);
  table.tell('announcement', { kind: 'Job', job });
}

function drainSwitch(table: MemoryTable): DrainSwitch {
  const write = (drain: Drain | undefined): true => {
    table.drain = drain && table.keep(drain);
    table.tell('operator', { kind: 'Drain' });
    return true;
  };
  return {
    startDrain: async (drain) => table.drain === undefined && write(drain),
    endDrain: async () => table.drain !== undefined && write(undefined),
  };
}

function recorded(before: Job | undefined, event: JobEvent): Job {
  return {
    ...before,
    ...eventOf(event),
    lookup: before?.lookup ?? { kind: 'NotAsked' },
    revision: (before?.revision ?? 0) + 1,
  };
}

type JobPart = Pick<Store, 'replaceJob' | 'removeJob' | 'recordEnd' | 'endedJobs' | 'recentlyEnded'>;

function jobRecords(table: MemoryTable, writer: Writer): JobPart {
  return {
    async replaceJob(read) {
      if (!isUnchanged(table.jobs.get(read.id), read)) return false;
      const job = table.keep(next(read));
      table.jobs.set(job.id, job);
      table.tell(writer, { kind: 'Job', job });
      return true;
    },
    async removeJob(read) {
      const job = table.jobs.get(read.id);
      if (job === undefined || !isUnchanged(job, read)) return false;
      table.jobs.delete(job.id);
      table.tellRemoved({ kind: 'Job', job });
      return true;
    },
    async recordEnd(ended) {
      const before = table.ended.get(ended.id);
      if (ended.machine === undefined && before?.machine !== undefined) return false;
      table.ended.set(ended.id, table.keep({ ...before, ...ended }));
      return true;
    },
    async endedJobs(ids) {
      return [...new Set(ids)].flatMap((id) => table.ended.get(id) ?? []);
    },
    async recentlyEnded(since) {
      return [...table.ended.values()].filter(({ endedAt }) => endedAt >= since);
    },
  };
}

function machineRecords(table: MemoryTable, writer: Writer): MachineRecords {
  const { machines, departed } = table;
  const put = (written: Machine): true => {
    const machine = table.keep(written);
    machines.set(machine.instanceId, machine);
    table.tell(writer, { kind: 'Machine', machine });
    return true;
  };
  return {
    find: async (instanceId) => machines.get(instanceId),
    create: async (machine) =>
      !machines.has(machine.instanceId) && !departed.has(machine.instanceId) && put(machine),
    replace: async (machine) => isUnchanged(machines.get(machine.instanceId), machine) && put(next(machine)),
    async remove(read, at) {
      const machine = machines.get(read.instanceId);
      if (machine === undefined || !isUnchanged(machine, read)) return false;
      machines.delete(machine.instanceId);
      departed.set(machine.instanceId, table.keep({ instanceId: machine.instanceId, at }));
      table.tellRemoved({ kind: 'Machine', machine });
      return true;
    },
    async forget(instanceId) {
      departed.delete(instanceId);
    },
  };
}

type LaunchPart = Pick<Store, 'openLaunches' | 'replaceLaunch' | 'succeedLaunch' | 'closeLaunch'>;

function launchRecords(table: MemoryTable, writer: Writer): LaunchPart {
  const { launches } = table;
  const isStill = ({ runner, id }: Launch): boolean => launches.get(runner)?.id === id;
  const put = (written: Launch): true => {
    const launch = table.keep(written);
    launches.set(launch.runner, launch);
    table.launching = (table.launching ?? 0) + 1;
    table.tell(writer, { kind: 'Launch', launch });
    return true;
  };
  return {
    async openLaunches(opened, { launching }) {
      const isUnderWay = ({ runner }: Launch) => launches.get(runner)?.outcome.kind === 'Unknown';
      const isOpen = launching === table.launching && !opened.some(isUnderWay);
      if (!isOpen) return false;
      for (const launch of opened) put(launch);
      if (opened.length === 0) table.launching = (table.launching ?? 0) + 1;
      return true;
    },
    replaceLaunch: async (launch) =>
      isStill(launch) && isUnchanged(launches.get(launch.runner), launch) && put(next(launch)),
    succeedLaunch: async (launch, later) =>
      isStill(launch) && isUnchanged(launches.get(launch.runner), launch) && put(later),
    async closeLaunch(launch) {
      if (!isStill(launch)) return false;
      launches.delete(launch.runner);
      table.launching = (table.launching ?? 0) + 1;
      table.tellRemoved({ kind: 'Launch', launch });
      return true;
    },
  };
}

function setbackRecords(table: MemoryTable, writer: Writer): SetbackRecords {
  const { setbacks } = table;
  const isStill = ({ runner, revision }: Setback): boolean =>
    (setbacks.get(runner)?.revision ?? 0) === revision;
  return {
    async recordSetback(read) {
      if (!isStill(read)) return false;
      const setback = table.keep(next(read));
      setbacks.set(setback.runner, setback);
      table.tell(writer, { kind: 'Setback', setback });
      return true;
    },
    async endSetback(read) {
      if (!isStill(read)) return false;
      table.tellRemoved({ kind: 'Setback', setback: read });
      return setbacks.delete(read.runner);
    },
  };
}

function surplusRecords(table: MemoryTable): SurplusRecords {
  return {
    async recordSurpluses(read) {
      if ((table.surpluses?.revision ?? 0) !== read.revision) return false;
      table.surpluses = table.keep(next(read));
      return true;
    },
  };
}

interface Revised {
  readonly revision: number;
}

const isUnchanged = (stored: Revised | undefined, read: Revised): boolean =>
  stored?.revision === read.revision;

const next = <T extends Revised>(record: T): T => ({ ...record, revision: record.revision + 1 });
