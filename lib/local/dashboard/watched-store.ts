import type { MachineRecords, Store } from '../../scaler/ports/store.ts';
import type { Launch } from '../../scaler/state/launches/launch.ts';
import { type Change, isRefused } from './history/change.ts';

/** The same store, which reports every write that succeeded. */
export function watchedStore(store: Store, tell: (change: Change) => void): Store {
  const after = async (write: Promise<boolean>, change: () => Change | undefined): Promise<boolean> => {
    const held = await write;
    const told = held ? change() : undefined;
    if (told !== undefined) tell(told);
    return held;
  };
  return {
    ...store,
    machines: watchedMachines(store.machines, after),
    async record(event) {
      const outcome = await store.record(event);
      if (outcome === 'Recorded') tell({ kind: 'JobWritten', job: event });
      return outcome;
    },
    replaceJob: (job) => after(store.replaceJob(job), () => ({ kind: 'JobWritten', job })),
    async recordReport(report) {
      await store.recordReport(report);
      tell({ kind: 'MachineReported', report });
    },
    recordEnd: (ended) => after(store.recordEnd(ended), () => ({ kind: 'JobEnded', ended })),
    removeJob: (job) => after(store.removeJob(job), () => ({ kind: 'JobDropped', id: job.id })),
    async openLaunches(launches, read) {
      const opened = await store.openLaunches(launches, read);
      if (opened) for (const launch of launches) tell({ kind: 'LaunchOpened', launch });
      return opened;
    },
    succeedLaunch: (launch, next) =>
      after(store.succeedLaunch(launch, next), () => ({ kind: 'LaunchOpened', launch: next })),
    replaceLaunch: (launch) => after(store.replaceLaunch(launch), () => refusalOf(launch)),
  };
}

function watchedMachines(
  machines: MachineRecords,
  after: (write: Promise<boolean>, change: () => Change) => Promise<boolean>,
): MachineRecords {
  return {
    ...machines,
    create: (machine) => after(machines.create(machine), () => ({ kind: 'MachineWritten', machine })),
    replace: (machine) => after(machines.replace(machine), () => ({ kind: 'MachineWritten', machine })),
    remove: (machine, at) =>
      after(machines.remove(machine, at), () => ({ kind: 'MachineGone', instanceId: machine.instanceId })),
  };
}

function refusalOf(launch: Launch): Change | undefined {
  return isRefused(launch) ? { kind: 'LaunchRefused', launch } : undefined;
}
