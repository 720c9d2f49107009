import fc from 'fast-check';
import { settle } from '../../../../lib/scaler/jobs/settle.ts';
import type { Job, JobStatus } from '../../../../lib/scaler/state/jobs/job.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { aJob, aMachine, aState, NOW, unconfirmed } from '../../../builders/state.ts';

/** The machines that changed, in short. */
const changes = (state: State) =>
  settle(state, NOW).changed.map(({ name, state: now, builds }) => `${name} ${now} ${builds}`);

const endings = (state: State) =>
  settle(state, NOW).ended.map(({ ended: { id, machine } }) => ({ id, machine }));

const idle = aMachine('Idle', 1);
const used = aMachine('Used', 1, { jobIds: [7], builds: 1, counted: [7] });
const running = aJob('running', 7, { runnerId: 1 });
const finished = aJob('finished', 7, { runnerId: 1 });

test.each<[string, Machine, Job[], string[]]>([
  ['a running job makes its machine Used and counts', idle, [running], ['machine-1 Used 1']],
  ['heard of again it changes nothing', used, [running], []],
  ['its end makes the machine Idle', used, [finished], ['machine-1 Idle 1']],
  ['an end whose start was never heard of counts', idle, [finished], ['machine-1 Idle 1']],
  ['an end on record already does not', idle, [aJob('finished', 7, { runnerId: 1, counted: true })], []],
  [
    'the next job may be heard of before the last one’s end',
    used,
    [running, aJob('running', 8, { runnerId: 1 })],
    ['machine-1 Used 2'],
  ],
  ['or together with it', used, [finished, aJob('running', 8, { runnerId: 1 })], ['machine-1 Used 2']],
  [
    'an older job heard of late counts, and the machine stays with the newer',
    used,
    [running, aJob('running', 6, { runnerId: 1 })],
    ['machine-1 Used 2'],
  ],
  ['what GitLab has not confirmed changes nothing', idle, [unconfirmed(running)], []],
  ['another runner’s job is none of its business', idle, [aJob('running', 7, { runnerId: 99 })], []],
  ['a pending job is on no machine', idle, [aJob('pending', 7)], []],
  ['a machine whose job has no record any more is Idle', used, [], ['machine-1 Idle 1']],
  ['a machine that is Removing only counts', aMachine('Removing', 1), [running], ['machine-1 Removing 1']],
])('%s', (_, machine, jobs, expected) => {
  expect(changes(aState({ machines: [machine], jobs }))).toEqual(expected);
});

const end = (id: number, at: number) => aJob('finished', id, { runnerId: 1, at });

test.each<[string, Machine, Job[], number]>([
  ['its job ended', { ...used, since: NOW - 300 }, [end(7, NOW - 60)], NOW - 60],
  [
    'it was known to run it, if its end was before',
    { ...used, since: NOW - 60 },
    [end(7, NOW - 90)],
    NOW - 60,
  ],
  ['the last of several ends', { ...used, since: NOW - 300 }, [end(9, NOW - 20), end(7, NOW - 60)], NOW - 20],
  ['an end whose start was never heard of', { ...idle, since: NOW - 300 }, [end(7, NOW - 60)], NOW - 60],
  ['now, if an end is in the future', { ...used, since: NOW - 300 }, [end(7, NOW + 5)], NOW],
])('a machine is Idle since %s', (_, machine, jobs, since) => {
  expect(settle(aState({ machines: [machine], jobs }), NOW).changed).toMatchObject([
    { state: 'Idle', since },
  ]);
});

test('a machine knows of which pipeline its last job was, however late its end is heard of', () => {
  const ended = (id: number, pipelineId: number, at: number) => ({ ...end(id, at), pipelineId });
  const changed = settle(
    aState({ machines: [used], jobs: [ended(7, 100, NOW - 20), ended(9, 200, NOW - 60)] }),
    NOW,
  ).changed;
  expect(changed).toMatchObject([{ state: 'Idle', lastEnd: { pipelineId: 100, at: NOW - 20 } }]);
});

test('a machine keeps the ids it has counted until their ends are on record', () => {
  const [counted] = settle(aState({ machines: [idle], jobs: [finished] }), NOW).changed;
  expect(counted?.counted).toEqual([7]);
  const before = { ...idle, counted: [7], builds: 1 };
  const lateAnnouncement = aJob('created', 7);
  for (const jobs of [[], [lateAnnouncement]]) {
    const running = aJob('running', 8, { runnerId: 1 });
    const [next] = settle(aState({ machines: [before], jobs: [running, ...jobs] }), NOW).changed;
    expect(next?.counted).toEqual([8]);
  }
});

describe('jobs leave the active range', () => {
  const unknown = { kind: 'NotFound', since: NOW, askedAt: NOW } as const;

  test.each<[string, Job, { id: number; machine?: string }[]]>([
    ['when they ended on a machine', finished, [{ id: 7, machine: 'machine-1' }]],
    ['when they ended elsewhere', aJob('finished', 7, { runnerId: 99 }), [{ id: 7 }]],
    ['when GitLab does not know them', { ...aJob('finished', 7), lookup: unknown }, [{ id: 7 }]],
    ['not before GitLab is asked', unconfirmed(aJob('finished', 7)), []],
    ['not if GitLab does not know an end on a machine', { ...finished, lookup: unknown }, []],
    ['not while they run', running, []],
  ])('%s', (_, job, expected) => {
    expect(endings(aState({ machines: [idle], jobs: [job] }))).toEqual(expected);
  });

  test.each<[string, Job, number[]]>([
    ['a created job after six hours', aJob('created', 7, { at: NOW - 21_601 }), [7]],
    ['not before', aJob('created', 7, { at: NOW - 21_599 }), []],
    ['one that only people can start', aJob('dormant', 7), [7]],
    ['not if it waits', aJob('pending', 7, { at: NOW - 86_401 }), []],
    [
      'one that GitLab has not known for an hour',
      { ...aJob('pending', 7), lookup: { kind: 'NotFound', since: NOW - 3601, askedAt: NOW } },
      [7],
    ],
    [
      'not a long one that it does not know for the first time',
      { ...aJob('running', 7, { at: NOW - 86_401, runnerId: 1 }), lookup: unknown },
      [],
    ],
  ])('forgotten: %s', (_, job, ids) => {
    expect(settle(aState({ jobs: [job] }), NOW).forgotten.map(({ id }) => id)).toEqual(ids);
  });
});

test('each job counts once, in whatever order and however often it is heard of', () => {
  const heard = fc.array(
    fc.record({
      id: fc.integer({ min: 1, max: 4 }),
      status: fc.constantFrom<JobStatus>('running', 'finished'),
    }),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(heard, (events) => {
      let machine: Machine = idle;
      const active = new Map<number, Job>();
      const ended = new Set<number>();
      for (const { id, status } of events) {
        if (active.get(id)?.status !== 'finished') {
          active.set(id, aJob(status, id, { runnerId: 1, counted: ended.has(id) }));
        }
        const settled = settle(aState({ machines: [machine], jobs: [...active.values()] }), NOW);
        machine = settled.changed[0] ?? machine;
        for (const { job } of settled.ended) {
          ended.add(job.id);
          active.delete(job.id);
        }
      }
      expect(machine.builds).toBe(new Set(events.map(({ id }) => id)).size);
    }),
  );
});
