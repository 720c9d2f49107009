import { type JobFacts, slowestOf, timelineOf } from '../../../../lib/cli/why/timeline.ts';

const NOW = 1_795_000_100;
const job = (more: Partial<JobFacts>): JobFacts => ({
  createdAt: 1_795_000_000,
  startedAt: undefined,
  finishedAt: undefined,
  queued: undefined,
  status: 'created',
  machine: undefined,
  waitsFor: undefined,
  retriedAs: undefined,
  ...more,
});
const told = (facts: JobFacts) => timelineOf(facts, NOW).map(({ what, after }) => `${what} +${after}`);

test.each<[string, Partial<JobFacts>, string[], string | undefined]>([
  ['not pending yet', {}, ['created +0', 'now +100'], undefined],
  ['it waits', { status: 'pending', queued: 40 }, ['created +0', 'pending +60', 'now +40'], undefined],
  [
    'a machine was launched for it',
    {
      status: 'success',
      queued: 35,
      startedAt: NOW - 45,
      finishedAt: NOW - 5,
      machine: 'm-1795000022-0abc1234',
    },
    ['created +0', 'pending +20', 'launched +2', 'running +33', 'ended +40'],
    'running',
  ],
  [
    'the launch came late: something held it back',
    { status: 'running', queued: 80, startedAt: NOW - 10, machine: 'm-1795000060-0abc1234' },
    ['created +0', 'pending +10', 'launched +50', 'running +30', 'now +10'],
    'launched',
  ],
  [
    'a machine was there',
    { status: 'running', queued: 2, startedAt: NOW - 10, machine: 'm-1794990000-0abc1234' },
    ['created +0', 'pending +88', 'running +2', 'now +10'],
    'running',
  ],
  [
    'whoever ran it is not known here',
    { status: 'failed', queued: 0, startedAt: NOW - 50, finishedAt: NOW - 40 },
    ['created +0', 'pending +50', 'running +0', 'ended +10'],
    undefined,
  ],
])('%s', (_, more, steps, slowest) => {
  expect(told(job(more))).toEqual(steps);
  expect(slowestOf(timelineOf(job(more), NOW))?.what).toBe(slowest);
});

test('a job that its machine’s end took says which is in its place', () => {
  const facts = job({
    status: 'canceled',
    queued: 0,
    startedAt: NOW - 50,
    finishedAt: NOW - 40,
    retriedAs: 8,
  });
  expect(timelineOf(facts, NOW).at(-1)?.note).toBe(
    'canceled: its machine’s end took it, and job 8 was put in its place',
  );
});

test('a job that waits says for what', () => {
  const steps = timelineOf(job({ status: 'pending', queued: 5, waitsFor: 'no runner has its tags' }), NOW);
  expect(steps.at(-1)?.note).toBe('no runner has its tags');
});
