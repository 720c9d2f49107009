import type { ConfirmedJob } from '../../../../lib/scaler/state/jobs/job.ts';
import type { Machine } from '../../../../lib/scaler/state/machines/machine.ts';
import { anIdle, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, aSetback, aState, NOW, times } from '../../../builders/state.ts';
import { nothing, planned } from './planned.ts';

describe('concurrent bounds the machines of all runners, and waiting jobs come before IdleCount', () => {
  const two = [
    aRunner({ name: 'one', machine: { idle: anIdle(2, 60) } }),
    aRunner({ name: 'two', tags: ['gpu'], runUntagged: false }),
  ];
  test.each([
    [10, 3, { one: 2, two: 3 }, []],
    [4, 3, { one: 1, two: 3 }, ['1: concurrent 4 is reached']],
    [3, 5, { two: 3 }, ['2: concurrent 3 is reached', '2: concurrent 3 is reached']],
  ])('concurrent %i, %i jobs wait', (concurrent, jobs, launch, held) => {
    const state = aState({ jobs: times(jobs, (id) => aJob('pending', id, { tags: ['gpu'] })) });
    expect(planned(state, someSettings({ concurrent, runners: two }))).toEqual({ launch, remove: [], held });
  });
});

describe('idle machines make room for another runner’s waiting jobs', () => {
  const runners = [
    aRunner({ name: 'one', machine: { idle: anIdle(2, 9000) } }),
    aRunner({ name: 'two', tags: ['gpu'], runUntagged: false }),
  ];
  const idle = times(3, (number) => aMachine('Idle', number, { since: NOW - number }));
  const jobs = [aJob('pending', 1, { tags: ['gpu'] }), aJob('pending', 2, { tags: ['gpu'] })];

  test('the longest idle first, where only concurrent keeps them from a machine', () => {
    const settings = someSettings({ concurrent: 3, runners });
    expect(planned(aState({ machines: idle, jobs }), settings)).toEqual({
      launch: {},
      remove: ['machine-3', 'machine-2'],
      held: ['2: concurrent 3 is reached'],
    });
  });

  test('but before it the dearest, and one on demand of which nobody knows the price', () => {
    const settings = someSettings({ concurrent: 3, runners });
    const at = (hourly: number) => ({ bought: { type: 't3.medium', zone: 'us-east-1a', hourly } });
    const spot = { spotRequestId: 'sir-1' };
    const machines = [
      aMachine('Idle', 1, { since: NOW - 1, ...at(0.05) }),
      aMachine('Idle', 2, { since: NOW - 2 }),
      aMachine('Idle', 3, { since: NOW - 3, ...spot, ...at(0.02) }),
    ];
    expect(planned(aState({ machines, jobs }), settings).remove).toEqual(['machine-2', 'machine-1']);
  });

  test('not those that jobs of their own wait for, nor more while others leave', () => {
    const settings = someSettings({ concurrent: 4, runners });
    const leaving = [aMachine('Removing', 4)];
    const own = [...jobs, aJob('pending', 3), aJob('pending', 4), aJob('pending', 5)];
    expect(planned(aState({ machines: [...idle, ...leaving], jobs }), settings).remove).toEqual([
      'machine-3',
    ]);
    expect(planned(aState({ machines: [...idle, ...leaving], jobs: own }), settings).remove).toEqual([]);
  });

  test('not where concurrent leaves room', () => {
    const settings = someSettings({ concurrent: 5, runners });
    expect(planned(aState({ machines: idle, jobs }), settings)).toEqual({ ...nothing, launch: { two: 2 } });
  });

  test.each<[string, Parameters<typeof aRunner>[0]]>([
    ['limit', { limit: 1 }],
    ['MaxGrowthRate', { machine: { maxGrowthRate: 1 } }],
  ])('nor more than %s lets through', (_, bounds) => {
    const needy = aRunner({ name: 'two', tags: ['gpu'], runUntagged: false, ...bounds });
    const settings = someSettings({ concurrent: 3, runners: [...runners.slice(0, 1), needy] });
    expect(planned(aState({ machines: idle, jobs }), settings).remove).toEqual(['machine-3']);
  });

  describe('and not time after time for a runner that EC2 refuses machines:', () => {
    const settings = someSettings({ concurrent: 3, runners });
    const refused = (times: number, secondsAgo: number) => {
      const outcome = { kind: 'Unavailable', at: NOW - secondsAgo, reason: 'none' } as const;
      return aLaunch({ runner: 'two', outcome, ...(times > 0 && { refused: times }) });
    };
    test.each<[string, number, number, readonly string[]]>([
      ['at the next tick after the first time', 1, 50, ['machine-3', 'machine-2']],
      ['and after one that was recorded before times were counted', 0, 50, ['machine-3', 'machine-2']],
      ['not so soon after the second', 2, 99, []],
      ['but then', 2, 100, ['machine-3', 'machine-2']],
      ['not for ten minutes, however often it was', 99, 599, []],
      ['but then', 99, 600, ['machine-3', 'machine-2']],
    ])('%s', (_, times, secondsAgo, remove) => {
      const state = aState({ machines: idle, jobs, launches: [refused(times, secondsAgo)] });
      expect(planned(state, settings).remove).toEqual(remove);
    });

    test('where there is room it is asked for all the same', () => {
      const state = aState({ machines: idle, jobs, launches: [refused(99, 50)] });
      expect(planned(state, someSettings({ concurrent: 4, runners }))).toMatchObject({
        ...{ launch: { two: 1 }, remove: [] },
      });
    });
  });

  test('nor for more than one, while machines of the runner fail', () => {
    const [, two] = runners;
    const setbacks = two === undefined ? [] : [aSetback(two)];
    const settings = someSettings({ concurrent: 3, runners });
    expect(planned(aState({ machines: idle, jobs, setbacks }), settings).remove).toEqual(['machine-3']);
  });

  test('nor for a machine of more places than concurrent', () => {
    const needy = aRunner({ name: 'two', tags: ['gpu'], runUntagged: false, machine: { places: 4 } });
    const settings = someSettings({ concurrent: 3, runners: [...runners.slice(0, 1), needy] });
    expect(planned(aState({ machines: idle, jobs }), settings).remove).toEqual([]);
  });

  describe('for a machine of several places', () => {
    const four = aRunner({ name: 'two', tags: ['gpu'], runUntagged: false, machine: { places: 4 } });
    const settings = (concurrent: number) =>
      someSettings({ concurrent, runners: [...runners.slice(0, 1), four] });
    const idleOf = (count: number) =>
      times(count, (number) => aMachine('Idle', number, { since: NOW - number }));

    test.each<[string, number, Machine[], readonly string[]]>([
      ['as many as it wants', 4, idleOf(4), ['machine-4', 'machine-3', 'machine-2', 'machine-1']],
      ['no more than it wants beside what is free', 6, idleOf(4), ['machine-4', 'machine-3']],
      ['none where that is too few, and would have left in vain', 4, [...idleOf(3), aMachine('Used', 4)], []],
      [
        'nor while others leave that are enough',
        6,
        [...idleOf(4), aMachine('Removing', 8), aMachine('Removing', 9)].slice(2),
        [],
      ],
    ])('%s', (_, concurrent, machines, remove) => {
      expect(planned(aState({ machines, jobs }), settings(concurrent)).remove).toEqual(remove);
    });
  });

  describe('and what they leave is kept for a machine of several places until it has them all', () => {
    const four = aRunner({ name: 'two', tags: ['gpu'], runUntagged: false, machine: { places: 4 } });
    const settings = someSettings({ concurrent: 4, runners: [...runners.slice(0, 1), four] });
    const kept = 'jobs of others wait for the places that concurrent 4 leaves';

    test.each<[string, Machine[], ConfirmedJob[], ReturnType<typeof planned>]>([
      [
        'not for the idle rules',
        [aMachine('Used', 1)],
        [],
        { ...nothing, held: ['1: concurrent 4 is reached', `2: ${kept}`] },
      ],
      [
        'nor while one leaves',
        [aMachine('Removing', 1)],
        [],
        { ...nothing, held: ['1: concurrent 4 is reached', `2: ${kept}`] },
      ],
      [
        'but for another job',
        [aMachine('Used', 1)],
        [aJob('pending', 3) as ConfirmedJob],
        { launch: { one: 1 }, remove: [], held: ['1: concurrent 4 is reached', `2: ${kept}`] },
      ],
    ])('%s', (_, machines, others, expected) => {
      expect(planned(aState({ machines, jobs: [...jobs, ...others] }), settings)).toEqual(expected);
    });
  });
});
