import fc from 'fast-check';
import { byStatus, changing, joined } from '../../../../lib/scaler/state/by-status.ts';
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
      const { waiting, unclear, others: all, ...others } = byStatus(jobs);
      expect(all).toEqual(jobs.filter((job) => !waiting.some((one) => one === job)));
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

test('what is known of changed jobs is what is found of such a list', () => {
  const aChange = fc.option(aJob, { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(aJob, fc.boolean(), aChange)), (all) => {
      const jobs = all.map(([job]) => job);
      byStatus(jobs);
      const changes = new Map(
        all.flatMap(([job, isChanged, now]) => (isChanged ? [[job, now] as const] : [])),
      );
      const after = changing(jobs, changes);
      expect(after).toEqual(all.flatMap(([job, isChanged, now]) => (isChanged ? (now ?? []) : job)));
      expect(byStatus(after)).toEqual(byStatus([...after]));
      const { others, waiting } = byStatus(after);
      expect(byStatus(joined(others, waiting))).toEqual(byStatus([...others, ...waiting]));
    }),
  );
});

test('where none that waits has changed, the list of those is the same one', () => {
  const [first, second] = fc.sample(aJob, 2) as [Job, Job];
  const waits: Job = {
    ...first,
    status: 'pending',
    lookup: { kind: 'Confirmed', askedAt: 5, tags: [], counted: false },
  };
  const { handedTo: _, ...waiting } = waits;
  const runs: Job = { ...second, status: 'running' };
  const jobs = [waiting, runs];
  const before = byStatus(jobs).waiting;
  expect(before).toEqual([waiting]);
  const ended: Job = { ...runs, status: 'finished' };
  expect(byStatus(changing(jobs, new Map([[runs, ended]]))).waiting).toBe(before);
  expect(byStatus(changing(jobs, new Map([[waiting, undefined]]))).waiting).toEqual([]);
});
