import type { Store } from '../../lib/scaler/ports/store.ts';
import { byStatus } from '../../lib/scaler/state/jobs/by-status.ts';
import { aLaunch, aMachine, NOW, times } from '../builders/state.ts';
import { chargeRecordsContract } from './store/charge-records.ts';
import { drainSwitchContract } from './store/drain-switch.ts';
import { experienceRecordsContract } from './store/experience-records.ts';
import { jobInboxContract } from './store/job-inbox.ts';
import { jobRecordsContract } from './store/job-records.ts';
import { anEvent } from './store/jobs.ts';
import { launchRecordsContract } from './store/launch-records.ts';
import { machineRecordsContract } from './store/machine-records.ts';
import { machineReportsContract } from './store/machine-reports.ts';
import { setbackRecordsContract } from './store/setback-records.ts';
import { surplusRecordsContract } from './store/surplus-records.ts';

/** What every store does, run on each of them. `open` answers with a new, empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a store`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    test('is empty at first', async () => {
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
      expect(await store.recentlyEnded(0)).toEqual([]);
      expect(await store.machines.find('i-1')).toBeUndefined();
    });

    test('ticks are not part of the active state', async () => {
      await store.recordTick(NOW);
      await store.recordTick(NOW + 60);
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
    });

    test('reads an active state of several megabytes whole', async () => {
      const name = 'x'.repeat(50_000);
      await Promise.all(times(50, (id) => store.record({ ...anEvent('pending'), id, name })));
      await store.machines.create(aMachine('Idle', 1));
      await store.openLaunches([aLaunch()], {});
      const { jobs, machines, launches } = await store.readActive();
      expect(new Set([...jobs].map(({ id }) => id)).size).toBe(50);
      expect([machines.length, launches.length]).toEqual([1, 1]);
    });

    test('the progress of audits is not part of it, and each audit has its own', async () => {
      expect(await store.rotation('projects of group 7')).toBeUndefined();
      await store.recordRotation('projects of group 7', { from: 2, heard: [380] });
      await store.recordRotation('projects of group 7', { from: 3, heard: [381, 380] });
      await store.recordRotation('projects of group 8', { from: 0, heard: [] });
      expect(await store.rotation('projects of group 7')).toEqual({ from: 3, heard: [381, 380] });
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
    });

    chargeRecordsContract(open);
    drainSwitchContract(open);
    jobInboxContract(open);
    jobRecordsContract(open);
    machineRecordsContract(open);
    launchRecordsContract(open);
    machineReportsContract(open);
    setbackRecordsContract(open);
    surplusRecordsContract(open);
    experienceRecordsContract(open);
  });
}
