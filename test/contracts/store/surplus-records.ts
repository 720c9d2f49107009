import type { Store } from '../../../lib/scaler/ports/store.ts';
import type { Surpluses } from '../../../lib/scaler/state/machines/surplus.ts';
import { NOW } from '../../builders/state.ts';

/** Places that nothing needed. */
export function surplusRecordsContract(open: () => Promise<Store>): void {
  describe('surpluses', () => {
    const surpluses: Surpluses = {
      all: [
        { runner: 'one', since: NOW, places: 2 },
        { runner: 'two', since: NOW - 60, places: 0 },
      ],
      revision: 0,
    };

    test('are part of the active state', async () => {
      const store = await open();
      expect((await store.readActive()).surpluses).toBeUndefined();
      expect(await store.recordSurpluses(surpluses)).toBe(true);
      expect((await store.readActive()).surpluses).toEqual({ ...surpluses, revision: 1 });
    });

    test('are written only by a writer that has read the record', async () => {
      const store = await open();
      await store.recordSurpluses(surpluses);
      expect(await store.recordSurpluses(surpluses)).toBe(false);
      expect(await store.recordSurpluses({ all: [], revision: 1 })).toBe(true);
      expect((await store.readActive()).surpluses).toEqual({ all: [], revision: 2 });
    });
  });
}
