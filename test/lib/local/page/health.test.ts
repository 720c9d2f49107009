import { healthOf } from '../../../../lib/local/page/model/health.js';
import type { Model } from '../../../../lib/local/page/model/model.js';
import { aJobLine, aLane, aModel, NOW } from './a-model.ts';

const idle = aLane('three', [['Idle', 60]]);
const creating = aLane('two', [['Creating', 20]]);
const running = aJobLine(7, { phase: 'running', runsSince: NOW - 20, machine: 'pool-one' });
const used = aLane('one', [['Used', 20, running]]);
const taken = { at: NOW - 10, reason: 'EC2 will interrupt it within two minutes', cause: 'EC2' } as const;
const held = (barrier: Model['held'][number]['barrier'], reason: string): Partial<Model> => ({
  held: [{ runner: 'one', count: 2, purpose: 'jobs', barrier, reason }],
});

test.each<[what: string, model: Model, level: string, line: string, advice: string]>([
  [
    ...['nothing there', aModel([], []), 'good', 'Healthy: no machine, nothing waits'],
    'Nothing runs and nothing is paid for until a job comes.',
  ] as const,
  [
    ...['machines and no wait', aModel([idle, used], [running]), 'good'],
    'Healthy: 2 machines, $0.04 an hour now, nothing waits',
    'Each job has a machine; a machine that stays idle leaves by itself.',
  ] as const,
  [
    ...['a machine that an operator keeps', aModel([{ ...idle, keptUntil: NOW + 600 }], []), 'good'],
    'Healthy: 1 machine, $0.02 an hour now, nothing waits',
    'three is kept until 10:10, and takes no job.',
  ] as const,
  [
    ...['one that was kept', aModel([{ ...idle, keptUntil: NOW - 1 }], []), 'good'],
    'Healthy: 1 machine, $0.02 an hour now, nothing waits',
    'Each job has a machine; a machine that stays idle leaves by itself.',
  ] as const,
  [
    ...['a job that waits for a boot', aModel([creating], [aJobLine(8)]), 'busy'],
    'Busy: 1 machine, $0.02 an hour now, 1 job waits',
    'The longest for 30 s, while 1 machine boots.',
  ] as const,
  [
    ...['a job that waits for long', aModel([], [aJobLine(8, { waitsSince: NOW - 400 })]), 'warning'],
    'Slow: no machine, 1 job waits',
    'job 8 #8 waits for 6 min 40 s. `bastionless doctor` says what to do.',
  ] as const,
  [
    ...[
      'a limit that is reached',
      aModel([used], [aJobLine(8)], held('concurrent', 'concurrent 1 is reached')),
    ],
    ...['busy', 'Busy: 1 machine, $0.02 an hour now, 1 job waits'],
    '2 more machines are wanted: concurrent 1 is reached. Jobs wait until a machine is free.',
  ] as const,
  [
    ...[
      'machines that fail',
      aModel([], [aJobLine(8)], held('failed machines', 'the next is tried at 10:05:00Z')),
    ],
    ...['warning', 'Held back: no machine, 1 job waits'],
    '2 more machines are wanted: the next is tried at 10:05:00. `bastionless doctor` says what to do.',
  ] as const,
  [
    ...[
      'a job for no machine',
      aModel([], [aJobLine(8, { obstacle: 'no runner has its tags: gpu' })]),
      'warning',
    ],
    ...['Stuck: no machine, 1 job waits', 'job 8 #8 waits for no machine: no runner has its tags: gpu.'],
  ] as const,
  [
    ...['an interruption', aModel([{ ...used, fate: taken }], [running]), 'busy'],
    'Interrupted: 1 machine, $0.02 an hour now, nothing waits',
    'EC2 takes one back: job 7 has until 10:01:50 to end, else it is retried.',
  ] as const,
  [
    ...['a table that cannot be read', aModel([idle], [], { trouble: 'The table cannot be read.' }), 'bad'],
    ...['Not up to date: this is how it was before', 'The table cannot be read.'],
  ] as const,
  [
    ...['no connection', aModel([idle], [], { lostAt: NOW - 5 }), 'bad'],
    'Connection lost: this is how it was at 09:59:55',
    'Is `npm start` still running? Start it again, and this page comes back by itself.',
  ] as const,
])('of %s', (_, model, level, line, advice) => {
  const health = healthOf(model, NOW);
  expect([health.level, `${health.word}: ${health.facts}`, health.advice]).toEqual([level, line, advice]);
});

test.each([
  ['is left out if one is not known', null, '2 machines, nothing waits'],
  [
    'is a bound if one is',
    { dollars: 0.03, isMost: true },
    '2 machines, at most $0.05 an hour now, nothing waits',
  ],
])('the price of all machines %s', (_, hourly, facts) => {
  expect(healthOf(aModel([idle, { ...used, hourly }], [running]), NOW).facts).toBe(facts);
});
