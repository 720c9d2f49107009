import type { Store } from '../../../lib/scaler/ports/store.ts';
import type { Setback } from '../../../lib/scaler/state/launches/setback.ts';
import { NOW } from '../../builders/state.ts';

/** Machines of a runner that left before they had run a job. */
export function setbackRecordsContract(open: () => Promise<Store>): void {
  describe('a setback', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const setback: Setback = {
      ...{ runner: 'one', failed: 2, counted: ['i-1', 'i-2'], reason: 'Client.InternalError: no disk' },
      ...{ at: NOW, launchedAt: NOW - 5, waits: 1, againAt: NOW + 10, fingerprint: 'f', revision: 0 },
    };
    const kept = async () => (await store.readActive()).setbacks;

    test('is part of the active state until it ends', async () => {
      expect(await store.recordSetback(setback)).toBe(true);
      expect(await kept()).toEqual([{ ...setback, revision: 1 }]);
      expect(await store.endSetback({ ...setback, revision: 1 })).toBe(true);
      expect(await kept()).toBeUndefined();
    });

    test('is written only by a writer that has read the record', async () => {
      await store.recordSetback(setback);
      expect(await store.recordSetback(setback)).toBe(false);
      expect(await store.recordSetback({ ...setback, failed: 3, revision: 1 })).toBe(true);
      expect(await store.endSetback({ ...setback, revision: 1 })).toBe(false);
      expect(await kept()).toEqual([{ ...setback, failed: 3, revision: 2 }]);
    });

    test('is each runner’s own', async () => {
      await store.recordSetback(setback);
      await store.recordSetback({ ...setback, runner: 'two' });
      expect(await kept()).toHaveLength(2);
    });
  });
}
