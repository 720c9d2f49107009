import fc from 'fast-check';
import type { Store } from '../../../lib/scaler/ports/store.ts';
import { JOB_STATUSES, rankOf } from '../../../lib/scaler/state/jobs/job.ts';
import { NOW } from '../../builders/state.ts';
import { anEvent, onlyJobIn } from './jobs.ts';

/** What becomes of what webhooks say. */
export function jobInboxContract(open: () => Promise<Store>): void {
  describe('the job inbox', () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });

    test('records a job that nobody has asked GitLab about', async () => {
      expect(await store.record(anEvent('pending'))).toBe('Recorded');
      expect(await onlyJobIn(store)).toEqual({
        ...anEvent('pending'),
        lookup: { kind: 'NotAsked' },
        revision: 1,
      });
    });

    const pairs = JOB_STATUSES.flatMap((before) => JOB_STATUSES.map((after) => [before, after] as const));
    test.each(pairs.filter(([before, after]) => rankOf(after) > rankOf(before)))(
      'moves a job from %s to %s',
      async (before, after) => {
        await store.record(anEvent(before));
        const moved = { ...anEvent(after), gitlabStatus: 'moved', name: 'renamed', at: NOW + 1 };
        expect(await store.record(moved)).toBe('Recorded');
        expect(await onlyJobIn(store)).toEqual({ ...moved, lookup: { kind: 'NotAsked' }, revision: 2 });
      },
    );

    test.each(pairs.filter(([before, after]) => rankOf(after) <= rankOf(before)))(
      'leaves a job that is %s when told that it is %s',
      async (before, after) => {
        await store.record(anEvent(before));
        const late = { ...anEvent(after), gitlabStatus: 'late', runnerId: 7, at: NOW + 1 };
        expect(await store.record(late)).toBe('Stale');
        expect(await onlyJobIn(store)).toEqual({
          ...anEvent(before),
          lookup: { kind: 'NotAsked' },
          revision: 1,
        });
      },
    );

    test('keeps the runner that an event named if a later one names none', async () => {
      await store.record({ ...anEvent('running'), runnerId: 7 });
      await store.record(anEvent('finished'));
      expect((await onlyJobIn(store)).runnerId).toBe(7);
    });

    test('takes the runner that a later event names', async () => {
      await store.record(anEvent('pending'));
      await store.record({ ...anEvent('running'), runnerId: 7 });
      expect((await onlyJobIn(store)).runnerId).toBe(7);
    });

    test('keeps a job’s retries and environment if a later event has neither', async () => {
      const told = { retries: 1, environment: 'production' };
      await store.record({ ...anEvent('pending'), ...told });
      const failed = { ...anEvent('finished'), failureReason: 'script_failure' };
      await store.record(failed);
      expect(await onlyJobIn(store)).toMatchObject({ ...failed, ...told });
    });

    test('adds what only webhooks say to a job that GitLab named first, however late', async () => {
      await store.record({ ...anEvent('running'), runnerId: 7 });
      const told = { retries: 1, environment: 'production' };
      expect(await store.record({ ...anEvent('pending'), ...told })).toBe('Stale');
      expect(await onlyJobIn(store)).toEqual({
        ...{ ...anEvent('running'), runnerId: 7, ...told },
        lookup: { kind: 'NotAsked' },
        revision: 2,
      });
    });

    test('replaces nothing that is on record', async () => {
      const told = { retries: 1, environment: 'production' };
      await store.record({ ...anEvent('running'), ...told });
      await store.record({ ...anEvent('pending'), retries: 2, environment: 'staging' });
      await store.record({ ...anEvent('running'), ...told });
      expect(await onlyJobIn(store)).toMatchObject({ ...told, status: 'running', revision: 1 });
    });

    test('adds no retries to a job that was never retried', async () => {
      await store.record(anEvent('running'));
      await store.record({ ...anEvent('pending'), retries: 0 });
      expect(await onlyJobIn(store)).toMatchObject({ status: 'running', revision: 1 });
    });

    test('keeps what GitLab said of the job', async () => {
      await store.record(anEvent('pending'));
      const lookup = {
        kind: 'Confirmed',
        since: NOW,
        askedAt: NOW,
        tags: ['linux', 'arm'],
        counted: false,
      } as const;
      await store.replaceJob({ ...(await onlyJobIn(store)), lookup });
      expect(await store.record(anEvent('running'))).toBe('Recorded');
      expect(await onlyJobIn(store)).toMatchObject({ status: 'running', lookup, revision: 3 });
    });

    test('a job has its furthest status, whatever the order and number of its events', async () => {
      let id = 0;
      const statuses = fc.array(fc.constantFrom(...JOB_STATUSES), { minLength: 1, maxLength: 8 });
      const property = fc.asyncProperty(statuses, async (told) => {
        id += 1;
        for (const status of told) await store.record({ ...anEvent(status), id });
        const { jobs } = await store.readActive();
        const furthest = JOB_STATUSES[Math.max(...told.map(rankOf))];
        expect([...jobs].find((job) => job.id === id)?.status).toBe(furthest);
      });
      await fc.assert(property, { numRuns: 40 });
    });

    test('events at the same time leave the furthest status too, and count each step forward', async () => {
      const told = [...JOB_STATUSES, ...JOB_STATUSES].map(anEvent);
      const answers = await Promise.all(told.map((event) => store.record(event)));
      const job = await onlyJobIn(store);
      expect(job.status).toBe('finished');
      expect(job.revision).toBe(answers.filter((answer) => answer === 'Recorded').length);
    });
  });
}
