import type { Store } from '../../../lib/scaler/ports/store.ts';
import { byStatus } from '../../../lib/scaler/state/jobs/by-status.ts';
import { NOW } from '../../builders/state.ts';

const DAY = 24 * 3600;

/** What machines' time cost. */
export function chargeRecordsContract(open: () => Promise<Store>): void {
  describe('a charge', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const rest = {
      instanceId: 'i-1',
      machine: 'machine-1',
      runner: 'one',
      at: NOW,
      seconds: 60,
      dollars: 0.01,
    };
    const ofJob = {
      ...rest,
      job: { id: 7, projectId: 380, name: 'unit', webUrl: 'https://gitlab/a/b/-/jobs/7' },
    };

    test('is kept as written, outside the active state', async () => {
      const { dollars: _, ...unpriced } = { ...rest, instanceId: 'i-2' };
      for (const charge of [rest, ofJob, unpriced]) await store.recordCharge(charge);
      const found = await store.chargesBetween(NOW, NOW + 1);
      expect(found).toHaveLength(3);
      expect(found).toEqual(expect.arrayContaining([rest, ofJob, unpriced]));
      expect(await store.readActive()).toEqual({ machines: [], launches: [], jobs: byStatus([]) });
    });

    test('written twice is one charge', async () => {
      await store.recordCharge(ofJob);
      await store.recordCharge(ofJob);
      expect(await store.chargesBetween(NOW - DAY, NOW + DAY)).toEqual([ofJob]);
    });

    test('that is written again after midnight is kept once, as written last', async () => {
      const midnight = Math.ceil(NOW / DAY) * DAY;
      const again = { ...rest, at: midnight + 5, seconds: 70 };
      for (const charge of [{ ...rest, at: midnight - 5 }, again]) await store.recordCharge(charge);
      expect(await store.chargesBetween(midnight - DAY, midnight + DAY)).toEqual([again]);
      expect(await store.chargesBetween(midnight - DAY, midnight)).toEqual([]);
    });

    test('is found by its time, over days', async () => {
      const all = [-2, -1, 0, 1].map((days) => ({ ...rest, instanceId: `i-${days}`, at: NOW + days * DAY }));
      for (const charge of all) await store.recordCharge(charge);
      const found = await store.chargesBetween(NOW - DAY, NOW + DAY);
      expect(new Set(found.map(({ instanceId }) => instanceId))).toEqual(new Set(['i--1', 'i-0']));
    });
  });
}
