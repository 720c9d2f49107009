import { readConfig } from '../../../../lib/config/read.ts';
import { IGNORED_FOR } from '../../../../lib/scaler/plan/demand/ignored-jobs.ts';
import { plan } from '../../../../lib/scaler/plan/plan.ts';
import { freePlaces } from '../../../../lib/scaler/plan/tally.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';

const pending = (count: number) => times(count, (number) => aJob('pending', 100 + number));
const launched = (state: State, settings = someSettings()) =>
  Object.fromEntries(plan(state, settings, NOW).launches.map(({ runner, count }) => [runner.name, count]));
const fate = { kind: 'Doomed', at: NOW, reason: 'EC2 wants it back' } as const;

describe('docker-autoscaler’s keys mean what they mean there', () => {
  const [idle, busy] = [
    aMachine('Idle', 1, { places: 4 }),
    aMachine('Used', 1, { places: 4, jobIds: [3, 2, 1] }),
  ];
  const settingsOf = (concurrent: number, keys: string, policy = 'idle_count = 0') =>
    readConfig(
      `concurrent = ${concurrent}
[[runners]]
name = "one"
url = "https://gitlab.example.com"
executor = "docker-autoscaler"
[runners.docker]
image = "alpine"
[runners.autoscaler]
capacity_per_instance = 4
${keys}
[[runners.autoscaler.policy]]
idle_time = "10m0s"
${policy}
[runners.bastionless]
project = 380
`,
      'config.toml',
    );

  /** https://docs.gitlab.com/runner/configuration/advanced-configuration/#the-runnersautoscaler-section, and the section of policies below it. */
  test.each<[string, number, string, string, State, number]>([
    [
      'capacity_per_instance: "jobs that can be executed concurrently by a single instance"',
      100,
      '',
      '',
      aState({ jobs: pending(5) }),
      2,
    ],
    ['and what is free on one is capacity', 100, '', '', aState({ jobs: pending(1), machines: [busy] }), 0],
    [
      'so that only what does not fit wants another',
      100,
      '',
      '',
      aState({ jobs: pending(2), machines: [busy] }),
      1,
    ],
    [
      'max_use_count: "times an instance can be used", by all its places',
      100,
      'max_use_count = 9',
      '',
      aState({ jobs: pending(2), machines: [{ ...idle, builds: 8 }] }),
      1,
    ],
    [
      'max_instances: "the maximum number of instances"',
      100,
      'max_instances = 2',
      '',
      aState({ jobs: pending(40) }),
      2,
    ],
    ['concurrent: jobs at once', 9, '', '', aState({ jobs: pending(40) }), 2],
    ['idle_count: "the target idle capacity", in jobs', 100, '', 'idle_count = 5', aState(), 2],
    ['which is on top of the jobs that wait', 100, '', 'idle_count = 5', aState({ jobs: pending(3) }), 2],
    [
      'and what is free on a machine that is used is part of it',
      100,
      '',
      'idle_count = 5',
      aState({ machines: [busy] }),
      1,
    ],
    [
      'scale_factor: "a factor of the current in use capacity"',
      100,
      '',
      'idle_count = 0\nscale_factor = 2.0',
      aState({ machines: [busy] }),
      2,
    ],
    [
      'of which idle_count is the least',
      100,
      '',
      'idle_count = 8\nscale_factor = 0.1',
      aState({ machines: [busy] }),
      2,
    ],
    [
      'scale_factor_limit: "the maximum capacity the scale_factor calculation can yield"',
      100,
      '',
      'idle_count = 0\nscale_factor = 9.0\nscale_factor_limit = 5',
      aState({ machines: [busy] }),
      1,
    ],
  ])('%s', (_, concurrent, keys, policy, state, machines) => {
    expect(launched(state, settingsOf(concurrent, keys, policy))['one'] ?? 0).toBe(machines);
  });
});

test.each<[string, Machine, number, number]>([
  ['all of one that is Idle', aMachine('Idle', 1, { places: 4 }), 0, 4],
  ['or Creating', aMachine('Creating', 1, { places: 4 }), 0, 4],
  ['those of one that is Used which have no job', aMachine('Used', 1, { places: 4, jobIds: [2, 1] }), 0, 2],
  ['as many as MaxBuilds leaves it', aMachine('Used', 1, { places: 4, jobIds: [2, 1], builds: 9 }), 10, 1],
  ['none of one that has run MaxBuilds', aMachine('Idle', 1, { places: 4, builds: 10 }), 10, 0],
  ['none of one that EC2 takes', aMachine('Used', 1, { places: 4, fate }), 0, 0],
  ['none of one that leaves', aMachine('Removing', 1, { places: 4 }), 0, 0],
  ['one of a machine that says nothing', aMachine('Idle', 1), 0, 1],
])('free places: %s', (_, machine, maxBuilds, free) => {
  expect(freePlaces(machine, maxBuilds)).toBe(free);
});

describe('machines of which no place is needed', () => {
  const machine = { places: 4, idle: anIdle(0, 600) };
  const long = { places: 4, since: NOW - 601 };
  const left = (machines: Machine[], idleCount = 0) => {
    const runner = aRunner({ machine: { ...machine, idle: anIdle(idleCount, 600) } });
    const { removals, retirements } = plan(aState({ machines }), someSettings({ runners: [runner] }), NOW);
    return [removals, retirements].map((some) => some.map((one) => one.machine.name));
  };
  const idle = aMachine('Idle', 1, long);
  const one = aMachine('Used', 2, { ...long, jobIds: [1] });
  const three = aMachine('Used', 3, { ...long, jobIds: [4, 3, 2] });

  test.each<[string, Machine[], number, string[][]]>([
    [
      'leave if they run no job, and take none if they do',
      [three, one, idle],
      0,
      [['machine-1'], ['machine-2', 'machine-3']],
    ],
    ['as long as enough are left', [three, one, idle], 1, [['machine-1'], ['machine-2']]],
    ['the emptiest first', [three, one], 1, [[], ['machine-2']]],
    ['not before IdleTime', [{ ...one, since: NOW - 600 }], 0, [[], []]],
    [
      'not if no place of theirs is free',
      [aMachine('Used', 2, { ...long, jobIds: [4, 3, 2, 1] })],
      0,
      [[], []],
    ],
    ['and once they are paused they are left to their jobs', [{ ...one, isPaused: true }], 0, [[], []]],
  ])('%s', (_, machines, idleCount, expected) => {
    expect(left(machines, idleCount)).toEqual(expected);
  });

  test('why is told', () => {
    const { retirements } = plan(
      aState({ machines: [one] }),
      someSettings({ runners: [aRunner({ machine })] }),
      NOW,
    );
    expect(retirements[0]?.reason).toBe(
      'its free places were idle for 10 min, more than IdleTime 600, and IdleCount 0 is kept without it',
    );
  });
});

test('where only concurrent keeps jobs waiting, a machine of another runner takes no more of its own', () => {
  const runners = ['one', 'two'].map((name) =>
    aRunner({ name, tags: [name], runUntagged: false, machine: { places: 4, idle: anIdle(0, 600) } }),
  );
  const machines = [aMachine('Used', 1, { places: 4, jobIds: [1] }), aMachine('Idle', 2, { places: 4 })];
  const waits = (count: number) => times(count, (number) => aJob('pending', 100 + number, { tags: ['two'] }));
  const room = (count: number) => {
    const { removals, retirements } = plan(
      aState({ machines, jobs: waits(count) }),
      someSettings({ concurrent: 8, runners }),
      NOW,
    );
    return [removals, retirements].map((some) => some.map(({ machine }) => machine.name));
  };
  expect(room(4)).toEqual([['machine-2'], []]);
  expect(room(5)).toEqual([['machine-2'], ['machine-1']]);
});

test('a place that is not given a job which waits for long counts no more: a machine of its own is to show why', () => {
  const runners = [aRunner({ machine: { places: 2 } })];
  const since = NOW - IGNORED_FOR;
  const job = (waitsSince: number) => {
    const waiting = aJob('pending', 100);
    return waiting.lookup.kind === 'Confirmed'
      ? { ...waiting, lookup: { ...waiting.lookup, since: waitsSince } }
      : waiting;
  };
  const after = (waitsSince: number, usedSince: number) =>
    launched(
      aState({
        jobs: [job(waitsSince)],
        machines: [aMachine('Used', 1, { places: 2, jobIds: [1], since: usedSince })],
      }),
      someSettings({ runners }),
    );
  expect(after(since, since)).toEqual({ one: 1 });
  expect(after(since + 1, since)).toEqual({});
  expect(after(since, since + 1)).toEqual({});
});
