import type { Store } from '../../../lib/scaler/ports/store.ts';
import type { Launch } from '../../../lib/scaler/state/launches/launch.ts';
import { aLaunch, NOW } from '../../builders/state.ts';

/** Launches on record. */
export function launchRecordsContract(open: () => Promise<Store>): void {
  describe('the launches', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    const read = async (): Promise<readonly Launch[]> => (await store.readActive()).launches;
    const opens = async (...launches: Launch[]): Promise<boolean> =>
      store.openLaunches(launches, await store.readActive());

    test('are one for each runner', async () => {
      const launch = aLaunch({ revision: 0 });
      expect(await opens(launch)).toBe(true);
      expect(await opens(aLaunch({ id: 'another' }))).toBe(false);
      expect(await opens(aLaunch({ runner: 'two' }))).toBe(true);
      expect(await read()).toEqual(expect.arrayContaining([launch, aLaunch({ runner: 'two' })]));
    });

    test.each<Launch['outcome']>([
      { kind: 'Unavailable', at: NOW, reason: 'InsufficientInstanceCapacity' },
      { kind: 'Misconfigured', at: NOW, reason: 'InvalidAMIID.NotFound' },
    ])('take the place of one that EC2 refused: $kind', async (outcome) => {
      const next = aLaunch({ id: 'next', refused: 3, revision: 0 });
      await opens(aLaunch({ outcome }));
      expect(await opens(next, aLaunch({ runner: 'two' }))).toBe(true);
      expect(await read()).toEqual(expect.arrayContaining([next, aLaunch({ runner: 'two' })]));
      expect(await opens(aLaunch({ id: 'another' }))).toBe(false);
    });

    test('are opened together, all or none', async () => {
      expect(await opens(aLaunch(), aLaunch({ runner: 'two' }))).toBe(true);
      expect(await opens(aLaunch({ runner: 'three' }), aLaunch({ runner: 'two' }))).toBe(false);
      expect((await read()).map(({ runner }) => runner).toSorted()).toEqual(['one', 'two']);
    });

    describe('are opened only by a writer that has read all others:', () => {
      const other = aLaunch({ runner: 'two' });
      const others: Record<string, () => Promise<boolean>> = {
        opened: () => opens(other),
        changed: () => store.replaceLaunch(aLaunch()),
        succeeded: () => store.succeedLaunch(aLaunch(), aLaunch({ id: 'next' })),
        closed: () => store.closeLaunch(aLaunch()),
        'or none was opened': () => opens(),
      };
      test.each(Object.keys(others))('not after one was %s', async (what) => {
        const runner = 'a name, of $ all.kinds';
        await opens(aLaunch());
        const seen = await store.readActive();
        expect(await others[what]?.()).toBe(true);
        expect(await store.openLaunches([aLaunch({ runner })], seen)).toBe(false);
        expect(await opens(aLaunch({ runner }))).toBe(true);
      });

      test('not even after the first of all', async () => {
        const seen = await store.readActive();
        await opens(aLaunch());
        await store.closeLaunch(aLaunch());
        expect(await store.openLaunches([aLaunch()], seen)).toBe(false);
      });
    });

    test('are replaced while unchanged', async () => {
      await opens(aLaunch());
      expect(await store.replaceLaunch(aLaunch({ count: 2 }))).toBe(true);
      expect(await store.replaceLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([aLaunch({ count: 2, revision: 2 })]);
    });

    test.each<[string, Launch['outcome']]>([
      ['asked for', { kind: 'Unknown', tries: 1, againAt: NOW + 20 }],
      ['asked for in vain', { kind: 'Unknown', tries: 3, againAt: NOW + 80, reason: 'RequestLimitExceeded' }],
      ['not to be had', { kind: 'Unavailable', at: NOW, reason: 'InsufficientInstanceCapacity' }],
      ['wrong', { kind: 'Misconfigured', at: NOW, reason: 'InvalidAMIID.NotFound' }],
    ])('that are %s are read as written', async (_, outcome) => {
      const launch = aLaunch({ outcome, market: 'OnDemand' });
      await opens(launch);
      expect(await read()).toEqual([launch]);
    });

    test('are followed by another of the runner, which is then on record', async () => {
      const next = aLaunch({ id: 'next', market: 'OnDemand', revision: 0 });
      await opens(aLaunch());
      expect(await store.succeedLaunch(aLaunch(), next)).toBe(true);
      expect(await read()).toEqual([next]);
      expect(await store.closeLaunch(aLaunch())).toBe(false);
      expect(await store.closeLaunch(next)).toBe(true);
    });

    test('are followed once, and only while unchanged', async () => {
      const next = aLaunch({ id: 'next' });
      expect(await store.succeedLaunch(aLaunch(), next)).toBe(false);
      await opens(aLaunch());
      await store.replaceLaunch(aLaunch());
      expect(await store.succeedLaunch(aLaunch(), next)).toBe(false);
      expect(await store.succeedLaunch(aLaunch({ revision: 2 }), next)).toBe(true);
      expect(await store.succeedLaunch(aLaunch({ revision: 2 }), aLaunch({ id: 'other' }))).toBe(false);
      expect(await read()).toEqual([next]);
    });

    test('are closed, whatever their revision', async () => {
      await opens(aLaunch());
      await store.replaceLaunch(aLaunch());
      expect(await store.closeLaunch(aLaunch())).toBe(true);
      expect(await store.closeLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([]);
    });

    test("leave the runner's next launch alone", async () => {
      const later = aLaunch({ id: 'later' });
      await opens(later);
      expect(await store.closeLaunch(aLaunch())).toBe(false);
      expect(await store.replaceLaunch(aLaunch())).toBe(false);
      expect(await read()).toEqual([later]);
    });
  });
}
