import { plan } from '../../../../lib/scaler/plan/plan.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';
import { planned } from './planned.ts';

const pending = (count: number) => times(count, (number) => aJob('pending', number));

describe('machines ahead of demand', () => {
  const settings = (idleCount: number, limit = 0) =>
    someSettings({ runners: [aRunner({ limit, machine: { idle: anIdle(idleCount, 60) } })] });

  test.each<[string, State, number, Record<string, number>]>([
    ['IdleCount stand ready', aState(), 2, { one: 2 }],
    ['those that are Creating count', aState({ machines: [aMachine('Creating', 1)] }), 2, { one: 1 }],
    ['those in use do not', aState({ machines: [aMachine('Used', 1)] }), 2, { one: 2 }],
    [
      'a waiting job takes its machine first',
      aState({ jobs: pending(1), machines: times(2, (n) => aMachine('Idle', n)) }),
      2,
      { one: 1 },
    ],
    ['jobs and IdleCount add up', aState({ jobs: pending(2) }), 2, { one: 4 }],
  ])('%s', (_, state, idleCount, launch) => {
    expect(planned(state, settings(idleCount)).launch).toEqual(launch);
  });

  test('in a period its own IdleCount holds', () => {
    const period = { periods: ['* * 9-17 * * mon-fri *'], timezone: 'UTC', ...anIdle(3, 60) };
    const runners = [aRunner({ machine: { periods: [period] } })];
    const { launches } = plan(aState(), someSettings({ runners }), NOW);
    expect(launches.map(({ count, reasons }) => ({ count, reasons }))).toEqual([
      {
        count: 3,
        reasons: ["IdleCount 3 of period '* * 9-17 * * mon-fri *' not reached: 0 idle, 0 creating"],
      },
    ]);
  });
});
