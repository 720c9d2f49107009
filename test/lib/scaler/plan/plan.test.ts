import { plan } from '../../../../lib/scaler/plan/plan.ts';
import type { ConfirmedJob } from '../../../../lib/scaler/state/job.ts';
import { fingerprintOf, type Launch } from '../../../../lib/scaler/state/launch.ts';
import type { Machine } from '../../../../lib/scaler/state/machine.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { anIdle, anInterruptionSection, aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, aState, NOW, times, unconfirmed } from '../../../builders/state.ts';

const pending = (count: number) => times(count, (number) => aJob('pending', number));

/** What was planned, in short: machines by runner, removals by name, what is held back by runner. */
function planned(state: State, settings = someSettings()) {
  const { launches, removals, held } = plan(state, settings, NOW);
  return {
    launch: Object.fromEntries(launches.map(({ runner, count }) => [runner.name, count])),
    remove: removals.map(({ machine }) => machine.name),
    held: held.map(({ count, reason }) => `${count}: ${reason}`),
  };
}

const nothing = { launch: {}, remove: [], held: [] };

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
      [
        'for longer, where its settings are wrong',
        { outcome: wrong(NOW - 599), fingerprint: same },
        wrongNow,
      ],
      [
        'for ten minutes, in case the world has changed',
        { outcome: wrong(NOW - 600), fingerprint: same },
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

  test('nor for a machine of more places than concurrent', () => {
    const needy = aRunner({ name: 'two', tags: ['gpu'], runUntagged: false, machine: { places: 4 } });
    const settings = someSettings({ concurrent: 3, runners: [...runners.slice(0, 1), needy] });
    expect(planned(aState({ machines: idle, jobs }), settings).remove).toEqual([]);
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

describe('the sizes of a runner share its limit', () => {
  const entry = { name: 'one', limit: 3 };
  const runners = [
    aRunner({ name: 'one', limit: 3, entry, tags: ['aws'] }),
    aRunner({ name: 'one/large', limit: 2, entry, tags: ['aws', 'large'], onlyFor: 'large' }),
  ];
  const settings = someSettings({ runners });
  const small = (id: number) => aJob('pending', id, { tags: ['aws'] });
  const large = (id: number) => aJob('pending', id, { tags: ['aws', 'large'] });
  const ofSize = (state: 'Used' | 'Idle', number: number) => aMachine(state, number, { runner: 'one/large' });

  test.each<[string, Partial<State>, ReturnType<typeof planned>]>([
    [
      'each job has its own',
      { jobs: [small(1), large(2)] },
      { ...nothing, launch: { one: 1, 'one/large': 1 } },
    ],
    [
      'a job that names no size waits for none, though its machines have the tags',
      { jobs: [small(1)], machines: [ofSize('Idle', 1)] },
      { ...nothing, launch: { one: 1 } },
    ],
    [
      'a size that nobody named waits for nothing',
      { jobs: [aJob('pending', 1, { tags: ['aws', 'huge'] })] },
      nothing,
    ],
    [
      'a size has a limit of its own',
      { jobs: [large(1), large(2), large(3)] },
      { ...nothing, launch: { 'one/large': 2 }, held: ['1: limit 2 is reached'] },
    ],
    [
      'and all together one',
      { jobs: [small(1), small(2), large(3), large(4)] },
      {
        ...nothing,
        launch: { one: 2, 'one/large': 1 },
        held: ['1: limit 3 is reached by one and its sizes'],
      },
    ],
    [
      'an idle machine of another size makes room',
      { jobs: [large(1)], machines: times(3, (number) => aMachine('Idle', number, { since: NOW - number })) },
      { launch: {}, remove: ['machine-3'], held: ['1: limit 3 is reached by one and its sizes'] },
    ],
    [
      'what is above a lowered limit leaves, whatever its size',
      { machines: [aMachine('Idle', 1), ofSize('Used', 2), ofSize('Used', 3), ofSize('Used', 4)] },
      { ...nothing, remove: ['machine-1'] },
    ],
  ])('%s', (_, state, expected) => {
    expect(planned(aState(state), settings)).toEqual(expected);
  });
});

describe('which runner a job waits for', () => {
  const plain = aRunner({ name: 'plain' });
  const linux = aRunner({ name: 'linux', tags: ['linux', 'docker'], runUntagged: false });
  const both = aRunner({ name: 'both', tags: ['linux', 'gpu'], runUntagged: true, limit: 1 });
  const own = aRunner({ name: 'own', scope: { kind: 'Project', id: 7 } });

  test.each([
    ['without tags: one that runs untagged jobs', [linux, plain], {}, { plain: 1 }],
    ['all its tags must be the runner’s', [plain, linux], { tags: ['linux', 'docker'] }, { linux: 1 }],
    ['one tag too many', [plain, linux], { tags: ['linux', 'arm'] }, {}],
    ['the first in the file', [both, linux], { tags: ['linux'] }, { both: 1 }],
    ['another project’s runner', [own], { projectId: 8 }, {}],
    ['its own project’s runner', [own], { projectId: 7 }, { own: 1 }],
  ])('%s', (_, runners, traits, launch) => {
    const state = aState({ jobs: [aJob('pending', 1, traits)] });
    expect(planned(state, someSettings({ runners })).launch).toEqual(launch);
  });

  test('the runner of a group for none that is known to be outside of it, though one like it may be within', () => {
    const ofGroup = someSettings({ runners: [aRunner({ scope: { kind: 'Group', id: 7 } })] });
    const [outside, within] = [aJob('pending', 1) as ConfirmedJob, aJob('pending', 2)];
    const jobs = [{ ...outside, lookup: { ...outside.lookup, outsideOf: [7] } }, within];
    expect(planned(aState({ jobs }), ofGroup).launch).toEqual({ one: 1 });
  });

  test('one with a machine available, else one with room', () => {
    const runners = [both, linux];
    const waits = { jobs: [aJob('pending', 1, { tags: ['linux'] })] };
    const idle = [aMachine('Idle', 1, { runner: 'linux' })];
    const full = [aMachine('Used', 1, { runner: 'both' })];
    expect(planned(aState({ ...waits, machines: idle }), someSettings({ runners })).launch).toEqual({});
    expect(planned(aState({ ...waits, machines: full }), someSettings({ runners })).launch).toEqual({
      linux: 1,
    });
  });
});

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
    ['not while a job waits for it', aState({ machines: [idleFor(500)], jobs: pending(1) }), []],
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

describe('while an operator drains', () => {
  const drain = { since: NOW - 60, reason: 'a new image' };
  const why = 'an operator drains it since 2026-11-24T09:59:00Z (a new image)';
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

describe('a job on a machine that EC2 takes waits for another already', () => {
  const fate = { kind: 'Doomed', at: NOW, reason: 'EC2 wants it back' } as const;
  const doomed = aMachine('Used', 1, { jobIds: [7], fate });
  const job = aJob('running', 7, { runnerId: 1 });
  const launched = (machines: Machine[], more: Parameters<typeof aRunner>[0] = {}) =>
    plan(aState({ machines, jobs: [job] }), someSettings({ runners: [aRunner(more)] }), NOW).launches.map(
      ({ count }) => count,
    );

  test.each<[string, Machine[], Parameters<typeof aRunner>[0], number[]]>([
    ['one is launched', [doomed], {}, [1]],
    ['not where one is available', [doomed, aMachine('Idle', 2)], {}, []],
    ['not where one is Creating', [doomed, aMachine('Creating', 2)], {}, []],
    ['not where limit is reached', [doomed], { limit: 1 }, []],
    [
      'not if it will not be retried',
      [doomed],
      { interruption: anInterruptionSection({ retry: false }) },
      [],
    ],
    ['not if nothing is the matter', [aMachine('Used', 1, { jobIds: [7] })], {}, []],
  ])('%s', (_, machines, more, counts) => {
    expect(launched(machines, more)).toEqual(counts);
  });

  test.each<[string, State, string[]]>([
    [
      'it alone',
      aState({ machines: [doomed], jobs: [job] }),
      ['1 job about to wait as EC2 takes its machine, 0 machines available'],
    ],
    [
      'beside one that waits',
      aState({ machines: [doomed], jobs: [job, ...pending(1)] }),
      ['1 job waiting, 1 job about to wait as EC2 takes its machine, 0 machines available'],
    ],
    [
      'and another',
      aState({
        machines: [doomed, aMachine('Used', 2, { jobIds: [8], fate })],
        jobs: [job, aJob('running', 8, { runnerId: 2 })],
      }),
      ['2 jobs about to wait as EC2 takes their machines, 0 machines available'],
    ],
  ])('the reason is true: %s', (_, state, reasons) => {
    expect(plan(state, someSettings(), NOW).launches[0]?.reasons).toEqual(reasons);
  });
});
