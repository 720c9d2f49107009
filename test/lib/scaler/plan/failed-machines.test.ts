import { failureOf } from '../../../../lib/scaler/plan/failed-machines.ts';
import { plan } from '../../../../lib/scaler/plan/plan.ts';
import { fingerprintOf } from '../../../../lib/scaler/state/launches/launch.ts';
import { type Setback, setBack } from '../../../../lib/scaler/state/launches/setback.ts';
import type { Fate } from '../../../../lib/scaler/state/machines/machine.ts';
import { gone } from '../../../../lib/scaler/state/machines/transitions.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';

const runner = aRunner({ name: 'one' });
const settings = someSettings({ runners: [runner] });
const interrupted: Fate = { kind: 'Doomed', at: NOW, cause: 'EC2', reason: 'EC2 will interrupt it' };
const itself: Fate = { kind: 'Doomed', at: NOW, cause: 'Itself', reason: 'it powers itself off: no disk' };
const people: Fate = { kind: 'Doomed', at: NOW, cause: 'People', reason: 'its runner was deleted' };

test.each([
  [
    'a machine that EC2 ended while it was Creating',
    aMachine('Creating', 1, { fate: gone('terminated', NOW) }),
    true,
  ],
  ['one that says that it gives up', aMachine('Creating', 1, { fate: itself }), true],
  ['one that does not register', aMachine('Creating', 1, { since: NOW - 10_000 }), true],
  [
    'one that ends as soon as it has registered',
    aMachine('Idle', 1, { fate: gone('terminated', NOW + 5) }),
    true,
  ],
  [
    'one that goes though it was Idle for long',
    aMachine('Idle', 1, { since: NOW - 400, fate: gone('terminated', NOW) }),
    false,
  ],
  ['one that has run a job', aMachine('Idle', 1, { builds: 1, fate: gone('terminated', NOW) }), false],
  ['one that EC2 wants back', aMachine('Creating', 1, { fate: interrupted }), false],
  ['one whose runner somebody deleted', aMachine('Idle', 1, { fate: people }), false],
  ['one that is not wanted any more', aMachine('Idle', 1, { since: NOW - 10_000 }), false],
])('%s has failed before it ran a job: %#', (_, machine, expected) => {
  expect(failureOf(machine, runner, NOW) !== undefined).toBe(expected);
});

const failed = (number: number, launchedAt: number) => ({
  ...{ instanceId: `i-${number}`, launchedAt, reason: 'Client.InternalError: Client error on launch' },
});
const tenfold = (waits: number) => 10 ** waits;

describe('a setback', () => {
  const one = setBack(undefined, runner, failed(1, NOW - 5), NOW, tenfold);

  test('of one machine makes nothing wait', () => {
    expect(one).toMatchObject({ failed: 1, waits: 0, againAt: NOW });
  });

  test('of two in a row does, ever longer, and counts each machine once', () => {
    const two = setBack(one, runner, failed(2, NOW), NOW + 5, tenfold);
    expect(two).toMatchObject({ failed: 2, waits: 1, againAt: NOW + 15 });
    expect(setBack(two, runner, failed(2, NOW), NOW + 6, tenfold)).toBe(two);
    const three = setBack(two, runner, failed(3, NOW + 20), NOW + 25, tenfold);
    expect(three).toMatchObject({ failed: 3, waits: 2, againAt: NOW + 125 });
  });

  test('of one that was launched before the wait makes the next wait no longer, but the one after it does', () => {
    const two = setBack(one, runner, failed(2, NOW), NOW + 5, tenfold);
    const late = setBack(two, runner, failed(3, NOW + 1), NOW + 60, tenfold);
    expect(late).toMatchObject({ failed: 3, waits: 1, againAt: NOW + 15 });
    const next = setBack(late, runner, failed(4, NOW + 56), NOW + 65, tenfold);
    expect(next).toMatchObject({ failed: 4, waits: 2, againAt: NOW + 165 });
  });

  test('of many that were launched together makes the next wait once', () => {
    const many = times(20, (number) => failed(number, NOW)).reduce<Setback | undefined>(
      (before, machine) => setBack(before, runner, machine, NOW + 5, tenfold),
      undefined,
    );
    expect(many).toMatchObject({ failed: 20, waits: 1, againAt: NOW + 15 });
  });
});

test('of more machines than are remembered the last count once too, and the latest launch is what counts', () => {
  const many = times(60, (number) => failed(number, NOW + number)).reduce<Setback | undefined>(
    (before, machine) => setBack(before, runner, machine, NOW + 100, tenfold),
    undefined,
  );
  expect(setBack(many, runner, failed(60, NOW + 60), NOW + 100, tenfold)).toBe(many);
  expect(setBack(many, runner, failed(61, NOW), NOW + 100, tenfold)).toMatchObject({
    ...{ failed: 61, launchedAt: NOW + 60 },
  });
});

describe('after machines that failed', () => {
  const setback: Setback = {
    ...{ runner: 'one', failed: 2, counted: ['i-8', 'i-9'], reason: 'Client.InternalError: no disk' },
    ...{ at: NOW - 5, launchedAt: NOW - 10, waits: 1, againAt: NOW + 10, fingerprint: fingerprintOf(runner) },
    revision: 2,
  };
  const jobs = times(3, (id) => aJob('pending', id));
  const launched = (now: number, more: Parameters<typeof aState>[0] = {}) => {
    const { launches, held } = plan(aState({ jobs, setbacks: [setback], ...more }), settings, now);
    return { count: launches[0]?.count ?? 0, held: held.map(({ reason }) => reason) };
  };

  test('none is launched for a while, and people are told what EC2 said and when the next is tried', () => {
    expect(launched(NOW)).toEqual({
      count: 0,
      held: [
        'the last 2 machines left before running a job: Client.InternalError: no disk; the next is tried at 10:00:10Z',
      ],
    });
  });

  test('then one is tried, and no other beside it', () => {
    expect(launched(NOW + 10).count).toBe(1);
    expect(launched(NOW + 11, { machines: [aMachine('Creating', 1)] }).count).toBe(0);
    expect(launched(NOW + 11, { machines: [aMachine('Idle', 1)] }).count).toBe(0);
  });

  test.each([
    ['EC2 has just ended it', aMachine('Creating', 1, { fate: gone('terminated', NOW) }), 0],
    ['it has just said that it gives up', aMachine('Creating', 1, { fate: itself }), 0],
    ['it leaves', { ...aMachine('Removing', 1), failure: 'no disk' }, 0],
    ['but not once it is counted', aMachine('Creating', 9, { fate: itself }), 1],
    ['nor if it has run a job', aMachine('Idle', 1, { builds: 1, fate: gone('terminated', NOW) }), 1],
    ['nor if EC2 wanted it back', aMachine('Creating', 1, { fate: interrupted }), 1],
  ])('nor before it is counted that the one has failed: %s', (_, machine, count) => {
    expect(launched(NOW + 11, { machines: [machine] }).count).toBe(count);
  });

  test('machines of other settings do not wait', () => {
    expect(launched(NOW, { setbacks: [{ ...setback, fingerprint: 'another' }] }).count).toBe(3);
  });

  test('nor does one that has failed once', () => {
    expect(launched(NOW, { setbacks: [{ ...setback, failed: 1 }] }).count).toBe(3);
  });

  test('jobs that another runner can run are for that', () => {
    const two = aRunner({ name: 'two', machine: { idle: anIdle(0, 60) } });
    const { launches } = plan(
      aState({ jobs, setbacks: [setback] }),
      someSettings({ runners: [runner, two] }),
      NOW,
    );
    expect(launches.map((launch) => [launch.runner.name, launch.count])).toEqual([['two', 3]]);
  });
});
