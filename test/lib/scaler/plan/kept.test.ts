import { plan } from '../../../../lib/scaler/plan/plan.ts';
import { wakeAt } from '../../../../lib/scaler/plan/wake-at.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { gone } from '../../../../lib/scaler/state/machines/transitions.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW } from '../../../builders/state.ts';

const LONG_AGO = NOW - 9000;
const until = { kept: { until: NOW + 30 } };
const over = { kept: { until: NOW - 1 } };
const settings = someSettings({
  concurrent: 2,
  runners: [
    aRunner({ limit: 1, machine: { maxBuilds: 3, idle: anIdle(0, 60) } }),
    aRunner({ name: 'gpu', tags: ['gpu'], runUntagged: false }),
  ],
});
const removals = (state: State): string[] => plan(state, settings, NOW).removals.map(({ reason }) => reason);
const kept = (machine: Machine, more: object = until): Machine => ({ ...machine, ...more });

describe('a machine that an operator keeps stays', () => {
  const idle = aMachine('Idle', 1, { since: LONG_AGO });
  test.each<[string, Partial<State>]>([
    ['however long it is idle', { machines: [kept(idle)] }],
    ['when it has run its MaxBuilds', { machines: [kept({ ...idle, builds: 3 })] }],
    ['while an operator drains', { machines: [kept(idle)], drain: { since: NOW, reason: '' } }],
    ['beyond limit', { machines: [kept(idle), kept(aMachine('Idle', 2)), aMachine('Used', 3)] }],
    ['when it does not register in time', { machines: [kept(aMachine('Creating', 1, { since: LONG_AGO }))] }],
    [
      'while others’ jobs want room',
      {
        machines: [kept(idle), kept(aMachine('Idle', 2))],
        jobs: [aJob('pending', 7, { tags: ['gpu'] })],
      },
    ],
    ['when its runner has left config.toml', { machines: [kept({ ...idle, runner: 'former' })] }],
    [
      'when it is said to be of no use',
      {
        machines: [
          kept({ ...idle, fate: { kind: 'Doomed', at: NOW, reason: 'it has not asked GitLab for a job' } }),
        ],
      },
    ],
  ])('%s', (_, state) => {
    expect(removals(aState(state))).toEqual([]);
  });

  test('but not when EC2 has ended it', () => {
    const ended = kept({ ...idle, fate: gone('terminated', NOW) });
    expect(removals(aState({ machines: [ended] }))).toEqual(['its instance is terminated']);
  });

  test('nor longer than was said, which it is looked at for', () => {
    const reason = 'an operator kept it, and the time is over';
    expect(removals(aState({ machines: [kept(aMachine('Idle', 1), over)] }))).toEqual([reason]);
    expect(wakeAt(aState({ machines: [kept(idle)] }), settings, NOW, new Map())).toBe(NOW + 30);
  });
});

test('it takes no job: one that waits gets another machine', () => {
  const state = aState({
    machines: [kept(aMachine('Idle', 1, { runner: 'gpu' }))],
    jobs: [aJob('pending', 7, { tags: ['gpu'] })],
  });
  expect(plan(state, settings, NOW).launches.map(({ runner, count }) => [runner.name, count])).toEqual([
    ['gpu', 1],
  ]);
});
