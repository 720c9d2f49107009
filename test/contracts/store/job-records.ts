import type { Store } from '../../../lib/scaler/ports/store.ts';
import { aJob, NOW, times } from '../../builders/state.ts';
import { anEnd, anEvent, onlyJobIn } from './jobs.ts';

/** Jobs on record, from the first webhook to after their end. */
export function jobRecordsContract(open: () => Promise<Store>): void {
  describe('the jobs', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    test('are replaced as asked, even with an earlier status', async () => {
      await store.record({ ...anEvent('running'), runnerId: 7 });
      const { runnerId: _, ...job } = await onlyJobIn(store);
      const replaced = {
        ...job,
        status: 'pending',
        lookup: { kind: 'NotFound', since: NOW - 60, askedAt: NOW },
      } as const;
      expect(await store.replaceJob(replaced)).toBe(true);
      expect(await onlyJobIn(store)).toEqual({ ...replaced, revision: 2 });
      expect(await store.record(anEvent('running'))).toBe('Recorded');
    });

    test('are neither replaced nor removed after a webhook has changed them', async () => {
      await store.record(anEvent('pending'));
      const read = await onlyJobIn(store);
      await store.record(anEvent('running'));
      expect(await store.replaceJob(read)).toBe(false);
      expect(await store.removeJob(read)).toBe(false);
      expect((await onlyJobIn(store)).status).toBe('running');
    });

    test('that are not on record are neither replaced nor removed', async () => {
      expect(await store.replaceJob(aJob('running', 1))).toBe(false);
      expect(await store.removeJob(aJob('running', 1))).toBe(false);
      expect([...(await store.readActive()).jobs]).toEqual([]);
    });

    test('leave the active state and stay on record as ended', async () => {
      await store.record(anEvent('finished'));
      await store.recordEnd(anEnd(1));
      await store.recordEnd(anEnd(1));
      expect(await store.removeJob(await onlyJobIn(store))).toBe(true);
      expect([...(await store.readActive()).jobs]).toEqual([]);
      expect(await store.endedJobs([1, 2, 1])).toEqual([anEnd(1)]);
    });

    test('that ended on a machine stay there, whatever comes later', async () => {
      const { machine, ...nameless } = anEnd(1);
      const onMachine = { ...nameless, ...(machine !== undefined && { machine }) };
      expect(await store.recordEnd(nameless)).toBe(true);
      expect(await store.recordEnd(onMachine)).toBe(true);
      expect(await store.recordEnd({ ...nameless, gitlabStatus: 'failed' })).toBe(false);
      expect(await store.endedJobs([1])).toEqual([anEnd(1)]);
    });

    test('that ended keep what a later write leaves out', async () => {
      const more = { dollars: 0.002, retriedAs: 2 };
      await store.recordEnd({ ...anEnd(1), ...more });
      await store.recordEnd({ ...anEnd(1), gitlabStatus: 'canceled' });
      expect(await store.endedJobs([1])).toEqual([{ ...anEnd(1), ...more, gitlabStatus: 'canceled' }]);
    });

    test('that come again after their end are active again, as new', async () => {
      await store.record(anEvent('finished'));
      await store.recordEnd(anEnd(1));
      await store.removeJob(await onlyJobIn(store));
      expect(await store.record(anEvent('running'))).toBe('Recorded');
      expect((await onlyJobIn(store)).revision).toBe(1);
    });

    test('that ended recently are found by the time of their end', async () => {
      await store.recordEnd({ ...anEnd(1), endedAt: NOW - 60 });
      await store.recordEnd({ ...anEnd(2), endedAt: NOW });
      await store.recordEnd({ ...anEnd(3), endedAt: NOW + 0.5 });
      const ended = await store.recentlyEnded(NOW);
      expect(ended.map(({ id }) => id).toSorted()).toEqual([2, 3]);
    });

    test('that ended are found by the hundreds', async () => {
      await Promise.all(times(250, (id) => store.recordEnd(anEnd(id))));
      const found = await store.endedJobs(times(260, (id) => id));
      expect(found.map(({ id }) => id).toSorted((one, other) => one - other)).toEqual(times(250, (id) => id));
    });

    test('that ended are none if none is asked for', async () => {
      expect(await store.endedJobs([])).toEqual([]);
    });
  });
}
