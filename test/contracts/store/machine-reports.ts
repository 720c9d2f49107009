import type { Store } from '../../../lib/scaler/ports/store.ts';
import { byStatus } from '../../../lib/scaler/state/jobs/by-status.ts';
import { NOW } from '../../builders/state.ts';

/** What machines reported. */
export function machineReportsContract(open: () => Promise<Store>): void {
  describe('a report of a machine', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const report = {
      instanceId: 'i-1',
      machine: 'machine-1',
      runner: 'one',
      at: NOW,
      reason: 'Docker does not start',
      lines: ['the first', '', 'the last'],
    };

    test('is kept as written, outside the active state and the jobs', async () => {
      await store.recordReport(report);
      expect(await store.recentReports(NOW)).toEqual([report]);
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
      expect(await store.recentlyEnded(0)).toEqual([]);
    });

    test('is found by its time', async () => {
      await store.recordReport(report);
      await store.recordReport({ ...report, instanceId: 'i-2', at: NOW + 60 });
      expect((await store.recentReports(NOW + 1)).map(({ instanceId }) => instanceId)).toEqual(['i-2']);
    });

    test('replaces an earlier one of the same instance', async () => {
      await store.recordReport(report);
      await store.recordReport({ ...report, at: NOW + 1, reason: 'another' });
      expect((await store.recentReports(0)).map(({ reason }) => reason)).toEqual(['another']);
    });

    test('is not among the ended jobs', async () => {
      const ended = { id: 1, projectId: 2, name: 'unit', gitlabStatus: 'success', endedAt: NOW };
      await store.recordReport(report);
      await store.recordEnd(ended);
      expect(await store.recentlyEnded(0)).toEqual([ended]);
      expect(await store.recentReports(0)).toEqual([report]);
    });
  });
}
