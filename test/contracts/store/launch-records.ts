import type { Store } from '../../../lib/scaler/ports/store.ts';
import type { Launch } from '../../../lib/scaler/state/launch.ts';
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
      await store.openLaunch(aLaunch());
      expect(await store.replaceLaunch(aLaunch({ count: 2 }))).toBe(true);
      expect(await store.replaceLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([aLaunch({ count: 2, revision: 2 })]);
    });

    test.each<[string, Launch['outcome']]>([
      ['asked for', { kind: 'Unknown', tries: 1, againAt: NOW + 20 }],
      ['asked for in vain', { kind: 'Unknown', tries: 3, againAt: NOW + 80, reason: 'RequestLimitExceeded' }],
      ['not to be had', { kind: 'Unavailable', at: NOW, reason: 'InsufficientInstanceCapacity' }],
      ['wrong', { kind: 'Misconfigured', at: NOW, reason: 'InvalidAMIID.NotFound' }],
    ])('that are %s are read as they were written', async (_, outcome) => {
      const launch = aLaunch({ outcome, market: 'OnDemand' });
      await store.openLaunch(launch);
      expect(await read()).toEqual([launch]);
    });

    test('are succeeded by another of the runner, which is then the one on record', async () => {
      const next = aLaunch({ id: 'next', market: 'OnDemand', revision: 0 });
      await store.openLaunch(aLaunch());
      expect(await store.succeedLaunch(aLaunch(), next)).toBe(true);
      expect(await read()).toEqual([next]);
      expect(await store.closeLaunch(aLaunch())).toBe(false);
      expect(await store.closeLaunch(next)).toBe(true);
    });

    test('are succeeded once, and only while unchanged', async () => {
      const next = aLaunch({ id: 'next' });
      expect(await store.succeedLaunch(aLaunch(), next)).toBe(false);
      await store.openLaunch(aLaunch());
      await store.replaceLaunch(aLaunch());
      expect(await store.succeedLaunch(aLaunch(), next)).toBe(false);
      expect(await store.succeedLaunch(aLaunch({ revision: 2 }), next)).toBe(true);
      expect(await store.succeedLaunch(aLaunch({ revision: 2 }), aLaunch({ id: 'other' }))).toBe(false);
      expect(await read()).toEqual([next]);
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
