import fc from 'fast-check';
import {
  describeJobs,
  isNews,
  type RunningJobs,
  withJob,
  withoutJob,
} from '../../../../lib/scaler/state/places.ts';

test.each<[string, readonly number[], number, number, RunningJobs]>([
  ['the first', [], 7, 1, [7]],
  ['the next, on a free place', [7], 8, 2, [8, 7]],
  ['one that is known already', [8, 7], 7, 2, [8, 7]],
  ['where all places are taken, in the place of the oldest', [8, 7], 9, 2, [9, 8]],
  ['of one place as well', [7], 8, 1, [8]],
  ['one heard of late, that is older than all, not at all', [8, 7], 6, 2, [8, 7]],
])('a machine runs one job more: %s', (_, running, job, places, after) => {
  expect(withJob(running, job, places)).toEqual(after);
});

const jobs = fc.array(fc.nat(20), { maxLength: 30 });
const placesOfOne = fc.integer({ min: 1, max: 32 });
const heardOf = (ids: readonly number[], places: number): readonly number[] =>
  ids.reduce<readonly number[]>((running, id) => withJob(running, id, places), []);

test('never more jobs than places, none twice, and always the newest', () => {
  fc.assert(
    fc.property(jobs, placesOfOne, (ids, places) => {
      const newest = [...new Set(ids)].toSorted((one, other) => other - one).slice(0, places);
      expect(heardOf(ids, places)).toEqual(newest);
    }),
  );
});

test('a job is news once, and that it has ended leaves the others', () => {
  fc.assert(
    fc.property(jobs, placesOfOne, fc.nat(20), (ids, places, id) => {
      const after = withJob(heardOf(ids, places), id, places);
      expect(isNews(after, id, places)).toBe(false);
      expect(withoutJob(after, id) ?? []).toEqual(after.filter((other) => other !== id));
    }),
  );
});

test.each<[RunningJobs, string]>([
  [[7], 'job 7'],
  [[8, 7], 'jobs 8 and 7'],
  [[9, 8, 7], 'jobs 9, 8 and 7'],
])('%j is told as %s', (running, told) => {
  expect(describeJobs(running)).toBe(told);
});
