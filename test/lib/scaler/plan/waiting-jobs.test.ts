import { plan } from '../../../../lib/scaler/plan/plan.ts';
import { fingerprintOf, type Launch } from '../../../../lib/scaler/state/launches/launch.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, aState, NOW, times, unconfirmed } from '../../../builders/state.ts';
import { nothing, planned } from './planned.ts';

const pending = (count: number) => times(count, (number) => aJob('pending', number));

describe('jobs that wait', () => {
  const runner = aRunner({ limit: 5, machine: { maxGrowthRate: 0 } });
  const settings = someSettings({ runners: [runner] });

  test.each<[string, State, ReturnType<typeof planned>]>([
    ['no job: no machine', aState(), nothing],
    ['one job: one machine', aState({ jobs: pending(1) }), { ...nothing, launch: { one: 1 } }],
    [
      'a machine that is Creating will take one',
      aState({ jobs: pending(2), machines: [aMachine('Creating', 1)] }),
      { ...nothing, launch: { one: 1 } },
    ],
    [
      'an Idle one too',
      aState({ jobs: pending(2), machines: [aMachine('Idle', 1), aMachine('Idle', 2)] }),
      nothing,
    ],
    [
      'so will those of a launch whose outcome is not known, and no more are asked for until it is',
      aState({ jobs: pending(3), launches: [aLaunch({ count: 2 })] }),
      { ...nothing, held: ['1: the last launch: under way'] },
    ],
    [
      'one that runs a job will not',
      aState({ jobs: pending(1), machines: [aMachine('Used', 1)] }),
      { ...nothing, launch: { one: 1 } },
    ],
    [
      'nor one that is Removing',
      aState({ jobs: pending(1), machines: [aMachine('Removing', 1)] }),
      { ...nothing, launch: { one: 1 } },
    ],
    [
      'nor one that EC2 is about to take, which is removed',
      aState({
        jobs: pending(1),
        machines: [aMachine('Idle', 1, { fate: { kind: 'Doomed', at: NOW, reason: 'EC2 wants it' } })],
      }),
      { ...nothing, launch: { one: 1 }, remove: ['machine-1'] },
    ],
    [
      'limit bounds them, whatever state they are in',
      aState({
        jobs: pending(9),
        machines: [aMachine('Used', 1), aMachine('Removing', 2), aMachine('Creating', 3)],
      }),
      { ...nothing, launch: { one: 2 }, held: ['6: limit 5 is reached'] },
    ],
    [
      'a machine whose record cannot be read may be any runner’s',
      aState({ jobs: pending(9), unreadable: [{ key: 'machine#i-1', reason: 'it is of another version' }] }),
      { ...nothing, launch: { one: 4 }, held: ['5: limit 5 is reached'] },
    ],
    [
      'and while a launch cannot be read nobody knows what came of it',
      aState({
        jobs: pending(1),
        unreadable: [{ key: 'launch of one', reason: 'it is of another version' }],
      }),
      { ...nothing, held: ['1: it is of another version'] },
    ],
    [
      'another record that cannot be read changes nothing',
      aState({ jobs: pending(1), unreadable: [{ key: 'job#7', reason: 'it is of another version' }] }),
      { ...nothing, launch: { one: 1 } },
    ],
    ['a job that GitLab has not confirmed waits', aState({ jobs: pending(1).map(unconfirmed) }), nothing],
    ['a job that runs waits no more', aState({ jobs: [aJob('running', 1)] }), nothing],
    ['a created job does not wait yet', aState({ jobs: [aJob('created', 1)] }), nothing],
  ])('%s', (_, state, expected) => {
    expect(planned(state, settings)).toEqual(expected);
  });

  describe('a launch that EC2 refused is not argued with', () => {
    const after = (more: Partial<Launch>) =>
      planned(aState({ jobs: pending(1), launches: [aLaunch(more)] }), settings);
    const same = fingerprintOf(runner);
    const held = (reason: string) => ({ ...nothing, held: [`1: the last launch: ${reason}`] });
    const launched = { ...nothing, launch: { one: 1 } };
    const short = (at: number) =>
      ({ kind: 'Unavailable', at, reason: 'InsufficientInstanceCapacity' }) as const;
    const wrong = (at: number) => ({ kind: 'Misconfigured', at, reason: 'InvalidAMIID.NotFound' }) as const;
    const wrongNow = held('EC2 refuses the runner’s settings: InvalidAMIID.NotFound');

    test.each<[string, Partial<Launch>, object]>([
      [
        'until the next tick, where it was short of capacity',
        { outcome: short(NOW - 10) },
        held('EC2 could not: InsufficientInstanceCapacity'),
      ],
      ['at the next tick no more', { outcome: short(NOW - 60) }, launched],
      ['for longer, where its settings are wrong', { outcome: wrong(NOW - 59), fingerprint: same }, wrongNow],
      [
        'for a minute, as what they name may be new',
        { outcome: wrong(NOW - 60), fingerprint: same },
        launched,
      ],
      ['for ever longer', { outcome: wrong(NOW - 119), fingerprint: same, refused: 2 }, wrongNow],
      [
        'for ten minutes at last, in case the world has changed',
        { outcome: wrong(NOW - 600), fingerprint: same, refused: 99 },
        launched,
      ],
      ['once the settings have changed', { outcome: wrong(NOW - 1), fingerprint: 'of others' }, launched],
    ])('%s', (_, launch, expected) => {
      expect(after(launch)).toEqual(expected);
    });
  });

  test('MaxGrowthRate bounds the machines that are Creating', () => {
    const slow = someSettings({ runners: [aRunner({ machine: { maxGrowthRate: 3 } })] });
    const state = aState({ jobs: pending(9), machines: [aMachine('Creating', 1)] });
    expect(planned(state, slow)).toEqual({
      ...nothing,
      launch: { one: 2 },
      held: ['6: MaxGrowthRate 3 is reached'],
    });
  });

  test('the reasons are told', () => {
    const { launches } = plan(aState({ jobs: pending(2) }), settings, NOW);
    expect(launches[0]?.reasons).toEqual(['2 jobs waiting, 0 machines available']);
  });
});
