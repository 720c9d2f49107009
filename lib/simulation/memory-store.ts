import type { Drain } from '../scaler/drain.ts';
import { type EndedJob, type Job, type JobEvent, rankOf } from '../scaler/job.ts';
import type { Launch } from '../scaler/launch.ts';
import type { Machine } from '../scaler/machine.ts';
import type { DrainSwitch, MachineRecords, Store, Writer } from '../scaler/ports.ts';

/** A write of an active record, as the stream would show it. */
export interface Write {
  readonly writer: Writer;
  /** `job#1`, `machine#i-1`, `launch#<runner>`, `tick` or `drain`. */
  readonly key: string;
}

/** The table in memory: what is in it is frozen, so nobody changes a record but by a write. */
export class MemoryTable {
  readonly jobs = new Map<number, Job>();
  readonly ended = new Map<number, EndedJob>();
  readonly machines = new Map<string, Machine>();
  /** By the runner's name. */
  readonly launches = new Map<string, Launch>();
  drain: Drain | undefined;
  readonly #listeners: ((write: Write) => void)[] = [];

  /** The table's stream: called at each write of an active record, in order, while the write goes on. */
  onWrite(listener: (write: Write) => void): void {
    this.#listeners.push(listener);
  }

  tell(write: Write): void {
    for (const listener of this.#listeners) listener(write);
  }
}

/** The store on a table in memory; several on one table are as several functions on one. */
export function openMemoryStore({ table, writer }: { table: MemoryTable; writer: Writer }): Store {
  return {
    ...inboxes(table),
    ...drainSwitch(table),
    ...jobRecords(table, writer),
    ...launchRecords(table, writer),
    machines: machineRecords(table, writer),
    readActive: async () => ({
      machines: [...table.machines.values()],
      launches: [...table.launches.values()],
      jobs: [...table.jobs.values()],
      ...(table.drain && { drain: table.drain }),
    }),
  };
}

function inboxes(table: MemoryTable): Pick<Store, 'record' | 'recordTick'> {
  return {
    async record(event) {
      const before = table.jobs.get(event.id);
      if (before !== undefined && rankOf(before.status) >= rankOf(event.status)) return 'Stale';
      table.jobs.set(event.id, frozen(recorded(before, event)));
      table.tell({ writer: 'webhook', key: `job#${event.id}` });
      return 'Recorded';
    },
    async recordTick() {
      table.tell({ writer: 'schedule', key: 'tick' });
    },
  };
}

function drainSwitch(table: MemoryTable): DrainSwitch {
  const write = (drain: Drain | undefined): true => {
    table.drain = drain && frozen(drain);
    table.tell({ writer: 'operator', key: 'drain' });
    return true;
  };
  return {
    startDrain: async (drain) => table.drain === undefined && write(drain),
    endDrain: async () => table.drain !== undefined && write(undefined),
  };
}

function recorded(before: Job | undefined, event: JobEvent): Job {
  const { id, projectId, status, gitlabStatus, name, at } = event;
  const runnerId = event.runnerId ?? before?.runnerId;
  return {
    ...{ id, projectId, status, gitlabStatus, name, at },
    ...(runnerId !== undefined && { runnerId }),
    lookup: before?.lookup ?? { kind: 'NotAsked' },
    revision: (before?.revision ?? 0) + 1,
  };
}

type JobPart = Pick<Store, 'replaceJob' | 'removeJob' | 'recordEnd' | 'endedJobs' | 'recentlyEnded'>;

function jobRecords(table: MemoryTable, writer: Writer): JobPart {
  return {
    async replaceJob(job) {
      if (!isUnchanged(table.jobs.get(job.id), job)) return false;
      table.jobs.set(job.id, frozen(next(job)));
      table.tell({ writer, key: `job#${job.id}` });
      return true;
    },
    async removeJob(job) {
      return isUnchanged(table.jobs.get(job.id), job) && table.jobs.delete(job.id);
    },
    async recordEnd(ended) {
      table.ended.set(ended.id, frozen(ended));
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
  const { machines } = table;
  const put = (machine: Machine): true => {
    machines.set(machine.instanceId, frozen(machine));
    table.tell({ writer, key: `machine#${machine.instanceId}` });
    return true;
  };
  return {
    find: async (instanceId) => machines.get(instanceId),
    create: async (machine) => !machines.has(machine.instanceId) && put(machine),
    replace: async (machine) => isUnchanged(machines.get(machine.instanceId), machine) && put(next(machine)),
    remove: async (machine) =>
      isUnchanged(machines.get(machine.instanceId), machine) && machines.delete(machine.instanceId),
  };
}

type LaunchPart = Pick<Store, 'openLaunch' | 'replaceLaunch' | 'closeLaunch'>;

function launchRecords(table: MemoryTable, writer: Writer): LaunchPart {
  const { launches } = table;
  const isStill = ({ runner, id }: Launch): boolean => launches.get(runner)?.id === id;
  const put = (launch: Launch): true => {
    launches.set(launch.runner, frozen(launch));
    table.tell({ writer, key: `launch#${launch.runner}` });
    return true;
  };
  return {
    openLaunch: async (launch) => !launches.has(launch.runner) && put(launch),
    replaceLaunch: async (launch) =>
      isStill(launch) && isUnchanged(launches.get(launch.runner), launch) && put(next(launch)),
    closeLaunch: async (launch) => isStill(launch) && launches.delete(launch.runner),
  };
}

interface Revised {
  readonly revision: number;
}

const isUnchanged = (stored: Revised | undefined, read: Revised): boolean =>
  stored?.revision === read.revision;

const next = <T extends Revised>(record: T): T => ({ ...record, revision: record.revision + 1 });

const frozen = <T>(value: T): T => deepFreeze(structuredClone(value));

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const part of Object.values(value)) deepFreeze(part);
  return Object.freeze(value);
}
