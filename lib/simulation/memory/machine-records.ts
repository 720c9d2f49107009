import type { MachineRecords, MachineReports, Writer } from '../../scaler/ports/store.ts';
import type { Machine } from '../../scaler/state/machines/machine.ts';
import { isUnchanged, next } from './revision.ts';
import type { MemoryTable } from './table.ts';

export function machineRecords(table: MemoryTable, writer: Writer): MachineRecords {
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

export function machineReports({ reports, keep }: MemoryTable): MachineReports {
  return {
    async recordReport(report) {
      reports.set(report.instanceId, keep(report));
    },
    recentReports: async (since) => [...reports.values()].filter(({ at }) => at >= since),
  };
}
