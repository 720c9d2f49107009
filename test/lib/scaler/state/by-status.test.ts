import fc from 'fast-check';
import { byStatus } from '../../../../lib/scaler/state/by-status.ts';
import { isConfirmed, isHandedOut, JOB_STATUSES, type Job } from '../../../../lib/scaler/state/job.ts';

const aLookup = fc.constantFrom<Job['lookup']>(
  { kind: 'NotAsked' },
  { kind: 'NotFound', askedAt: 5 },
  { kind: 'Confirmed', askedAt: 5, tags: [], counted: false },
);
const aJob = fc
  .record({ status: fc.constantFrom(...JOB_STATUSES), lookup: aLookup, isGiven: fc.boolean() })
  .map(({ status, lookup, isGiven }): Job => {
    const told = { id: 1, projectId: 1, name: 'unit', gitlabStatus: status, at: 5, revision: 0 };
    return { ...told, status, lookup, ...(isGiven && { handedTo: 7 }) };
  });

test('each job is in one list, in the order of all: the waiting ones are those that a machine may be wanted for', () => {
  fc.assert(
    fc.property(fc.array(aJob), (jobs) => {
      const { waiting, unclear, ...others } = byStatus(jobs);
      const pending = jobs.filter(({ status }) => status === 'pending');
      const isWaiting = (job: Job): boolean => isConfirmed(job) && !isHandedOut(job);
      expect(waiting).toEqual(pending.filter(isWaiting));
      expect(unclear).toEqual(pending.filter((job) => !isWaiting(job)));
      for (const [status, own] of Object.entries(others)) {
        expect(own).toEqual(jobs.filter((job) => job.status === status));
      }
    }),
  );
});
