import { dueAmong } from '../../../../lib/scaler/jobs/due.ts';
import type { Job, JobLookup } from '../../../../lib/scaler/state/jobs/job.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { aJob, aMachine, NOW } from '../../../builders/state.ts';

const MINUTE = 60;
const HOUR = 3600;

const confirmed = (askedAgo: number, sinceAgo = askedAgo): JobLookup => ({
  ...{ kind: 'Confirmed', tags: [], counted: false },
  ...{ askedAt: NOW - askedAgo, since: NOW - sinceAgo },
});
const unknown = (askedAgo: number, sinceAgo: number): JobLookup => ({
  ...{ kind: 'NotFound', since: NOW - sinceAgo, askedAt: NOW - askedAgo },
});
const jobOf = (status: Job['status'], lookup: JobLookup, more: Partial<Job> = {}): Job => ({
  ...aJob(status, 1, { at: NOW - HOUR }),
  ...more,
  lookup,
});

test.each<[what: string, job: Job, isDue: boolean]>([
  ['pending, never asked for', jobOf('pending', { kind: 'NotAsked' }), true],
  ['created: no runner may have it', jobOf('created', { kind: 'NotAsked' }), false],
  ['dormant', jobOf('dormant', { kind: 'NotAsked' }), false],
  ['unknown 29 s ago', jobOf('pending', unknown(29, 29)), false],
  ['unknown 30 s ago', jobOf('pending', unknown(30, 30)), true],
  ['unknown for 20 min 9 min ago', jobOf('pending', unknown(9 * MINUTE, 20 * MINUTE)), false],
  ['heard of since', jobOf('pending', unknown(9 * MINUTE, 20 * MINUTE), { at: NOW - 8 * MINUTE }), true],
  ['unknown for 20 min 10 min ago', jobOf('pending', unknown(10 * MINUTE, 20 * MINUTE)), true],
  ['handed out 30 s ago', jobOf('pending', confirmed(30), { handedTo: 7 }), true],
  ['running, confirmed 9 min ago', jobOf('running', confirmed(9 * MINUTE)), false],
  ['running, confirmed 10 min ago', jobOf('running', confirmed(10 * MINUTE)), true],
  ['waits since 10 min ago', jobOf('pending', confirmed(10 * MINUTE)), true],
  ['had waited for 15 min 14 min ago', jobOf('pending', confirmed(14 * MINUTE, 29 * MINUTE)), false],
  ['had waited for 15 min 15 min ago', jobOf('pending', confirmed(15 * MINUTE, 30 * MINUTE)), true],
  ['had waited for hours 30 min ago', jobOf('pending', confirmed(30 * MINUTE, 9 * HOUR)), true],
])('%s: due %#', (_, job, isDue) => {
  expect(dueAmong([job], NOW)).toEqual(isDue ? [job] : []);
});

describe('one that runs is asked for at once where its machine has begun later ones', () => {
  const older = jobOf('running', confirmed(60), { id: 1, runnerId: 9 });
  const later = (id: number, more: Partial<Job> = {}): Job =>
    jobOf('running', confirmed(10), { ...{ id, runnerId: 9, at: NOW - 20 }, ...more });
  const due = (places: number, ...others: readonly Job[]) =>
    dueAmong([older, ...others], NOW, [aMachine('Used', 9, { places })]);

  test.each<[string, Job[], number, boolean]>([
    ['on its one place', [later(2)], 1, true],
    ['one that has ended since', [later(2, { status: 'finished' })], 1, true],
    ['not on another machine', [later(2, { runnerId: 8 })], 1, false],
    ['nor before GitLab was asked last', [later(2, { at: NOW - 61 })], 1, false],
    ['nor on another place', [later(2)], 2, false],
    ['but where they have all its places', [later(2), later(3)], 2, true],
  ])('%s', (_, others, places, isDue) => {
    expect(due(places, ...others)).toEqual(isDue ? [older] : []);
  });
});

test.each<[string, Machine, number, boolean]>([
  ['leaves, 2 min ago', aMachine('Removing', 9), 120, true],
  ['leaves, a moment less ago', aMachine('Removing', 9), 119, false],
  ['is given no other, 2 min ago', { ...aMachine('Used', 9), isPaused: true }, 120, true],
  ['stays, 2 min ago', aMachine('Used', 9), 120, false],
])('one that runs on a machine which %s', (_, machine, askedAgo, isDue) => {
  const job = jobOf('running', confirmed(askedAgo), { runnerId: 9 });
  expect(dueAmong([job], NOW, [machine])).toEqual(isDue ? [job] : []);
});

test.each<[string, Machine[], number, boolean]>([
  ['2 min ago, and a machine leaves', [aMachine('Removing', 9)], 120, true],
  ['a moment less ago', [aMachine('Removing', 9)], 119, false],
  ['2 min ago, and no machine leaves', [aMachine('Used', 9)], 120, false],
])('one that runs, and of which GitLab names no runner, asked for %s', (_, machines, askedAgo, isDue) => {
  const job = jobOf('running', confirmed(askedAgo));
  expect(dueAmong([job], NOW, machines)).toEqual(isDue ? [job] : []);
});

test('with the first that is asked for again go those that are half-way to it', () => {
  const [due, halfWay, new_] = [10, 5, 4].map((minutes) => jobOf('running', confirmed(minutes * MINUTE)));
  expect(dueAmong([due, halfWay, new_] as Job[], NOW)).toEqual([due, halfWay]);
});

test('but with one that runs go none that wait: where many do, these go together', () => {
  const running = jobOf('running', confirmed(10 * MINUTE));
  const waiting = [9, 10, 5].map((minutes) => jobOf('pending', confirmed(minutes * MINUTE)));
  expect(dueAmong([running, ...waiting.slice(0, 1)] as Job[], NOW)).toEqual([running]);
  expect(dueAmong(waiting, NOW)).toEqual(waiting);
});

test('those that were never asked for come first', () => {
  const [old, fresh] = [jobOf('running', confirmed(HOUR)), jobOf('pending', { kind: 'NotAsked' })];
  expect(dueAmong([old, fresh], NOW)).toEqual([fresh, old]);
});

test.each([
  [450, 30 * MINUTE],
  [3000, 12_000],
  [9000, 10 * HOUR],
])('of %i that have waited for a day each is asked for again after %i s', (count, seconds) => {
  const waiting = (askedAgo: number) =>
    Array.from({ length: count }, () => jobOf('pending', confirmed(askedAgo, 24 * HOUR)));
  expect(dueAmong(waiting(seconds - 1), NOW)).toHaveLength(0);
  expect(dueAmong(waiting(seconds), NOW)).toHaveLength(count);
});
