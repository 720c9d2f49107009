import type { JobLine, Lane, Totals } from '../../../../lib/local/dashboard/view.ts';
import { tourSteps } from '../../../../lib/local/page/model/tour-steps.js';
import { aJobLine, aLane, aModel, NOW } from './a-model.ts';

const load = aJobLine(7, { name: 'load', phase: 'running', runsSince: NOW - 50, machine: 'pool-one' });
const used = aLane('one', [['Used', 50, load]]);
const fate = { at: NOW, reason: 'EC2 will interrupt it within two minutes', cause: 'EC2' } as const;
const lost: JobLine = { ...load, phase: 'ended', status: 'failed', isLost: true, retriedAs: 8 };
const taken: Lane = { ...aLane('one', [['Used', 50, lost]], { ended: 0 }), fate };
const again = aJobLine(8, { phase: 'running', runsSince: NOW + 5 });
const booting = aLane('two', [['Creating', 0]]);

const steps = tourSteps(aModel([], []), NOW);

test.each([
  [0, 'once the long job has run for a while', [used], [{ ...load, runsSince: NOW - 30 }], [load]],
  [1, 'once the lost job runs again', [taken], [lost, { ...again, runsSince: null }], [lost, again]],
])('step %i is done %s', (index, _, lanes, before, after) => {
  const step = steps[index];
  expect(step?.isDone(aModel(lanes, before), NOW, NOW)).toBe(false);
  expect(step?.isDone(aModel(lanes, after), NOW, NOW)).toBe(true);
});

test('the lost webhooks’ step ends once a machine that was asked for since has a job', () => {
  const isDone = (...lanes: Lane[]) => steps[2]?.isDone(aModel(lanes, []), NOW, NOW);
  expect([isDone(used, booting), isDone(used, { ...booting, builds: 1 })]).toEqual([false, true]);
});

test('the machine that runs the long job is interrupted', () => {
  expect(steps[1]?.orders(aModel([used], [load]))).toEqual([{ path: '/api/interrupt/pool-one' }]);
});

test('without periods there is no jump; with one that step ends when only idle machines are left', () => {
  expect(steps).toHaveLength(4);
  const span = { period: null, idleCount: 0, idleTime: 120 };
  const spans = [
    { ...span, from: NOW - 60, to: NOW + 60 },
    { ...span, from: NOW + 60, to: NOW + 120, period: '* * 22 * * * *', idleCount: 1 },
  ];
  const weeks = [
    { runner: 'one', timezone: 'UTC', days: [{ label: '', from: NOW - 60, to: NOW + 120, spans }] },
  ];
  const step = tourSteps(aModel([], [], { weeks }), NOW)[3];
  expect(step?.title).toBe('A period begins');
  const isDone = (...lanes: Lane[]) => step?.isDone(aModel(lanes, [], { weeks }), NOW + 90, NOW);
  expect([isDone(used, booting), isDone(booting), isDone()]).toEqual([false, true, true]);
});

test('in the end it says what ran since it began, and stays', () => {
  const spent = (machines: number, dollars: number): Totals['spent'] => ({
    ...{ at: NOW, machines, isMost: false, isPart: false },
    hours: { sum: 0, perHour: 0 },
    dollars: { sum: dollars, perHour: 0.06 },
  });
  const before = aModel([], [], { totals: { since: NOW, jobs: 2, spent: spent(1, 0.5) } });
  const after = aModel([], [], { totals: { since: NOW, jobs: 46, spent: spent(12, 0.52) } });
  const end = tourSteps(before, NOW).at(-1);
  expect(end?.text(after, NOW + 600)).toMatch(/^44 jobs ran on 11 machines, for \$0\.03\./);
  expect(end?.isDone(after, NOW + 600, NOW)).toBe(false);
});
