import type { Launch } from '../../../lib/scaler/launch.ts';
import type { Store } from '../../../lib/scaler/ports.ts';
import { aLaunch, NOW } from '../../builders/state.ts';

/** Launches on record. */
export function launchRecordsContract(open: () => Promise<Store>): void {
  describe('the launches', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const read = async (): Promise<readonly Launch[]> => (await store.readActive()).launches;

    test('are one for each runner', async () => {
      const launch = aLaunch({ revision: 0 });
      expect(await store.openLaunch(launch)).toBe(true);
      expect(await store.openLaunch(aLaunch({ id: 'another' }))).toBe(false);
      expect(await store.openLaunch(aLaunch({ runner: 'two' }))).toBe(true);
      expect(await read()).toEqual(expect.arrayContaining([launch, aLaunch({ runner: 'two' })]));
    });

    test('are replaced while unchanged', async () => {
      const refused = { kind: 'Refused', at: NOW, reason: 'InsufficientInstanceCapacity' } as const;
      await store.openLaunch(aLaunch());
      expect(await store.replaceLaunch(aLaunch({ outcome: refused }))).toBe(true);
      expect(await store.replaceLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([aLaunch({ outcome: refused, revision: 2 })]);
    });

    test('are closed, whatever their revision', async () => {
      await store.openLaunch(aLaunch());
      await store.replaceLaunch(aLaunch());
      expect(await store.closeLaunch(aLaunch())).toBe(true);
      expect(await store.closeLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([]);
    });

    test("leave the runner's next launch alone", async () => {
      const later = aLaunch({ id: 'later' });
      await store.openLaunch(later);
      expect(await store.closeLaunch(aLaunch())).toBe(false);
      expect(await store.replaceLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([later]);
    });
  });
}
