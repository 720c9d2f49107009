import type { Store, Writer } from '../../scaler/ports/store.ts';
import type { Unreadable } from '../../scaler/state/state.ts';
import { auditRecords } from './audit-records.ts';
import { chargeRecords } from './charge-records.ts';
import { drainSwitch } from './drain-switch.ts';
import { experienceRecords } from './experience-records.ts';
import { inboxes, jobRecords } from './job-records.ts';
import { launchRecords } from './launch-records.ts';
import { machineRecords, machineReports } from './machine-records.ts';
import { setbackRecords } from './setback-records.ts';
import { surplusRecords } from './surplus-records.ts';
import type { MemoryTable } from './table.ts';

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
      if (betweenReads !== undefined) await betweenReads();
      const machines = table.machines.all;
      if (betweenReads !== undefined) await betweenReads();
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

const unreadable = ({ unreadable }: MemoryTable): Unreadable[] =>
  [...unreadable].map(([key, reason]) => ({ key, reason }));
