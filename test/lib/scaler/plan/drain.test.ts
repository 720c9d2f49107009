import { plan } from '../../../../lib/scaler/plan/plan.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, NOW, times } from '../../../builders/state.ts';
import { nothing, planned } from './planned.ts';

const pending = (count: number) => times(count, (number) => aJob('pending', number));

describe('while an operator drains', () => {
  const drain = { since: NOW - 60, reason: 'a new image' };
  const why = 'an operator has been draining it since 2026-11-24T09:59:00Z (a new image)';
  const settings = someSettings({ runners: [aRunner({ machine: { idle: anIdle(1, 600) } })] });

  test.each<[string, State, ReturnType<typeof planned>]>([
    [
      'jobs wait, and are told why',
      aState({ drain, jobs: pending(2) }),
      { ...nothing, held: [`2: ${why}`, `1: ${why}`] },
    ],
    [
      'machines without a job leave, whatever waits for them; those with one finish it',
      aState({
        drain,
        jobs: pending(1),
        machines: [aMachine('Idle', 1), aMachine('Creating', 2), aMachine('Used', 3)],
      }),
      { launch: {}, remove: ['machine-1', 'machine-2'], held: [`1: ${why}`, `1: ${why}`] },
    ],
  ])('%s', (_, state, expected) => {
    expect(planned(state, settings)).toEqual(expected);
  });

  test('a removal says why', () => {
    const { removals } = plan(aState({ drain, machines: [aMachine('Idle', 1)] }), settings, NOW);
    expect(removals.map(({ reason }) => reason)).toEqual([why]);
  });
});
