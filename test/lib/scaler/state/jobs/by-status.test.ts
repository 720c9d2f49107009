import fc from 'fast-check';
import { byStatus } from '../../../../../lib/scaler/state/jobs/by-status.ts';
import {
  isConfirmed,
  isHandedOut,
  JOB_STATUSES,
  type Job,
} from '../../../../../lib/scaler/state/jobs/job.ts';

const aLookup = fc.constantFrom<Job['lookup']>(
  { kind: 'NotAsked' },
  { kind: 'NotFound', since: 5, askedAt: 5 },
  { kind: 'Confirmed', since: 5, askedAt: 5, tags: [], counted: false },
);
interface Traits {
  readonly status: Job['status'];
  readonly lookup: Job['lookup'];
  readonly isGiven: boolean;
}
const traits: fc.Arbitrary<Traits> = fc.record({
  status: fc.constantFrom(...JOB_STATUSES),
  lookup: aLookup,
  isGiven: fc.boolean(),
});
const aJob = traits.map((of) => jobOf(1, of));

function jobOf(id: number, { status, lookup, isGiven }: Traits): Job {
  const told = { id, projectId: 1, name: 'unit', gitlabStatus: status, at: 5, revision: 0 };
  return { ...told, status, lookup, ...(isGiven && { handedTo: 7 }) };
}

test('each job is in one list, in the order of all: the waiting ones are those that a machine may be wanted for', () => {
  fc.assert(
    fc.property(fc.array(traits), (all) => {
      const jobs = all.map((of, id) => jobOf(id, of));
      const { waiting, unclear, others, ...by } = byStatus(jobs);
      expect(others).toEqual(jobs.filter(({ id, status }) => status !== 'created' && !waiting.has(id)));
      const pending = jobs.filter(({ status }) => status === 'pending');
      const waits = (job: Job): boolean => isConfirmed(job) && !isHandedOut(job);
      expect(waiting.all).toEqual(pending.filter(waits));
      expect(unclear).toEqual(pending.filter((job) => !waits(job)));
      for (const [status, own] of Object.entries(by)) {
        expect(own).toEqual(jobs.filter((job) => job.status === status));
      }
    }),
  );
});

test('what is known of changed jobs is what is found of such a list', () => {
  const aChange = fc.option(traits, { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(traits, fc.boolean(), aChange)), (all) => {
      const jobs = all.map(([of], id) => jobOf(id, of));
      const changes = new Map(
        all.flatMap(([, isChanged, now], id) =>
          isChanged ? [[jobs[id] as Job, now && jobOf(id, now)] as const] : [],
        ),
      );
      const after = byStatus(jobs).changed(changes);
      const left = jobs.flatMap((job) => (changes.has(job) ? (changes.get(job) ?? []) : job));
      expect([...after].toSorted(byId)).toEqual(left);
      const [{ waiting, ...others }, { waiting: found, ...anew }] = [after, byStatus([...after])];
      expect(others).toEqual(anew);
      expect(waiting.all).toEqual(found.all);
    }),
  );
});

const byId = (one: Job, other: Job): number => one.id - other.id;

test('where none that waits has changed, what is known of those is the same', () => {
  const [first, second] = fc.sample(aJob, 2) as [Job, Job];
  const waits: Job = {
    ...first,
    status: 'pending',
    lookup: { kind: 'Confirmed', since: 5, askedAt: 5, tags: [], counted: false },
  };
  const { handedTo: _, ...waiting } = waits;
  const runs: Job = { ...second, status: 'running' };
  const jobs = byStatus([waiting, runs]);
  const before = jobs.waiting;
  expect(before.all).toEqual([waiting]);
  const ended: Job = { ...runs, status: 'finished' };
  expect(jobs.changed(new Map([[runs, ended]])).waiting).toBe(before);
  expect(jobs.changed(new Map([[waiting, undefined]])).waiting.count).toBe(0);
});
