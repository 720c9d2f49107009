import { wakeAt } from '../../../../lib/scaler/plan/wake-at.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, aSetback, aState, NOW } from '../../../builders/state.ts';

const settings = someSettings({ runners: [aRunner({ machine: { idle: anIdle(0, 120), bootTimeout: 90 } })] });
const woken = (state: Partial<State>, of = settings) => {
  const at = wakeAt(aState(state), of, NOW, new Map());
  return at === undefined ? undefined : at - NOW;
};

describe('the reconciler is to be woken', () => {
  test.each<[string, Partial<State>, number | undefined]>([
    ['never while there is nothing', {}, undefined],
    ['when a machine reaches IdleTime', { machines: [aMachine('Idle', 1, { since: NOW - 100 })] }, 20],
    ['not for what the next tick sees first', { machines: [aMachine('Idle', 1, { since: NOW })] }, undefined],
    ['not for what is past', { machines: [aMachine('Idle', 1, { since: NOW - 120 })] }, undefined],
    [
      'for the first of several machines',
      { machines: [aMachine('Idle', 1, { since: NOW - 70 }), aMachine('Idle', 2, { since: NOW - 90 })] },
      30,
    ],
    [
      'not for a machine that a job will take',
      { machines: [aMachine('Idle', 1, { since: NOW - 100 })], jobs: [aJob('pending', 1)] },
      undefined,
    ],
    [
      'not for a machine that runs a job',
      { machines: [aMachine('Used', 1, { since: NOW - 100 })] },
      undefined,
    ],
    ['when a machine is late to register', { machines: [aMachine('Creating', 1, { since: NOW - 50 })] }, 40],
    ['when a launch may be asked for again', { launches: [aLaunch()] }, 20],
    [
      'when a runner whose machines failed may try another',
      { setbacks: [aSetback(aRunner(), { againAt: NOW + 35 })] },
      35,
    ],
    [
      'when a machine is tried again for a job that was not given to one',
      {
        jobs: [
          { ...aJob('pending', 1), passedOver: [{ runner: 'one', offer: '', times: 1, againAt: NOW + 25 }] },
        ],
      },
      25,
    ],
    [
      'when a runner may launch again that EC2 had no capacity for',
      { launches: [aLaunch({ outcome: { kind: 'Unavailable', at: NOW - 20, reason: 'none' } })] },
      30,
    ],
  ])('%s', (_, state, expected) => {
    expect(woken(state)).toBe(expected);
  });

  test('not for a machine that IdleCount keeps', () => {
    const kept = someSettings({ runners: [aRunner({ machine: { idle: anIdle(1, 120) } })] });

    expect(woken({ machines: [aMachine('Idle', 1, { since: NOW - 100 })] }, kept)).toBeUndefined();
  });

  test('when a period begins with the next minute', () => {
    const periods = [{ ...anIdle(3, 600), periods: ['1-59 10 * * *'], timezone: 'UTC' }];

    expect(woken({}, someSettings({ runners: [aRunner({ machine: { periods } })] }))).toBe(60);
  });

  test('for the end of a period too', () => {
    const periods = [{ ...anIdle(3, 600), periods: ['0 10 * * *'], timezone: 'UTC' }];

    expect(woken({}, someSettings({ runners: [aRunner({ machine: { periods } })] }))).toBe(60);
  });
});
