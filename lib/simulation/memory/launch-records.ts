import type { Store, Writer } from '../../scaler/ports/store.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import { isUnchanged, next } from './revision.ts';
import type { MemoryTable } from './table.ts';

type LaunchPart = Pick<Store, 'openLaunches' | 'replaceLaunch' | 'succeedLaunch' | 'closeLaunch'>;

export function launchRecords(table: MemoryTable, writer: Writer): LaunchPart {
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
