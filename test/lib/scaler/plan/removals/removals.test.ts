import { plan } from '../../../../../lib/scaler/plan/plan.ts';
import type { Machine } from '../../../../../lib/scaler/state/machines/machine.ts';
import type { State } from '../../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW } from '../../../../builders/state.ts';
import { nothing, planned } from '../planned.ts';

describe('removal', () => {
  const machine = { idle: anIdle(0, 120), maxBuilds: 3, bootTimeout: 600 };
  const settings = someSettings({ runners: [aRunner({ limit: 2, machine })] });
  const idleFor = (seconds: number, number = 1) => aMachine('Idle', number, { since: NOW - seconds });

  test.each<[string, State, string[]]>([
    ['idle for IdleTime', aState({ machines: [idleFor(120)] }), []],
    [
      'idle for longer',
      aState({ machines: [idleFor(121)] }),
      ['it was idle for 2 min 1 s, more than IdleTime 120, and IdleCount 0 is kept without it'],
    ],
    ['not while a job waits for it', aState({ machines: [idleFor(500)], jobs: [aJob('pending', 1)] }), []],
    [
      'MaxBuilds reached',
      aState({ machines: [aMachine('Idle', 1, { builds: 3 })] }),
      ['it has run its MaxBuilds, 3'],
    ],
    ['MaxBuilds reached in its last job', aState({ machines: [aMachine('Used', 1, { builds: 3 })] }), []],
    [
      'beyond limit, the longest idle',
      aState({ machines: [idleFor(1, 1), idleFor(9, 2), idleFor(5, 3)] }),
      ['limit 2 is reached without it'],
    ],
    [
      'never registered',
      aState({ machines: [aMachine('Creating', 1, { since: NOW - 601 })] }),
      ['it did not register within boot_timeout, 600 s'],
    ],
    [
      'ended by EC2 while Used',
      aState({ machines: [aMachine('Used', 1, { fate: { kind: 'Gone', at: NOW, reason: 'it is gone' } })] }),
      ['it is gone'],
    ],
    [
      'warned while Used: its job may end in time',
      aState({ machines: [aMachine('Used', 1, { fate: { kind: 'Doomed', at: NOW, reason: 'soon' } })] }),
      [],
    ],
  ])('%s', (_, state, reasons) => {
    expect(plan(state, settings, NOW).removals.map(({ reason }) => reason)).toEqual(reasons);
  });

  test('IdleCount machines are kept, however long they were idle', () => {
    const kept = someSettings({ runners: [aRunner({ machine: { idle: anIdle(2, 120) } })] });
    const state = aState({ machines: [idleFor(900, 1), idleFor(800, 2), idleFor(700, 3)] });
    expect(planned(state, kept)).toEqual({ ...nothing, remove: ['machine-1'] });
  });
});

test.each<[string, Machine, string[]]>([
  ['an Idle one', aMachine('Idle', 1, { runner: 'former' }), ['machine-1']],
  ['a Creating one', aMachine('Creating', 1, { runner: 'former' }), ['machine-1']],
  ['not one that is Used', aMachine('Used', 1, { runner: 'former' }), []],
  [
    'but if it is Gone',
    aMachine('Used', 1, { runner: 'former', fate: { kind: 'Gone', at: NOW, reason: 'gone' } }),
    ['machine-1'],
  ],
])('machines of a runner that config.toml has no more leave: %s', (_, machine, names) => {
  const { removals } = plan(aState({ machines: [machine] }), someSettings(), NOW);
  expect(removals.map(({ machine: { name } }) => name)).toEqual(names);
});
