import type { Change } from '../../../../../lib/local/dashboard/history/change.ts';
import { History } from '../../../../../lib/local/dashboard/history/history.ts';
import type { HeldBack, News } from '../../../../../lib/local/dashboard/view.ts';
import type { Machine } from '../../../../../lib/scaler/state/machines/machine.ts';
import { aRunner } from '../../../../builders/settings.ts';
import { aJob, aLaunch, aMachine, NOW } from '../../../../builders/state.ts';

const HOUR = 3600;

let history: History;
beforeEach(() => {
  history = new History([aRunner()], NOW);
});

const note = (change: Change, after = 0): News[] => history.note(change, NOW + after);
const write = (machine: Machine, after = 0): News[] => note({ kind: 'MachineWritten', machine }, after);
const typesOf = (news: readonly News[]) => news.map(({ type }) => type);

const idle = aMachine('Idle', 1, { since: NOW });
const removing: Machine = { ...aMachine('Removing', 1, { since: NOW + 60 }), reason: 'it was idle too long' };

describe('a lane', () => {
  test('has a stay for each state, told as it begins and ends', () => {
    const begun = { launchedAt: NOW - 30, since: NOW - 30 };
    const creating: Machine = { ...aMachine('Creating', 1), ...begun, reason: '1 job waiting' };
    const [told] = write(creating);
    expect([told]).toEqual([
      {
        type: 'lane',
        data: expect.objectContaining({
          begun: NOW - 30,
          kernelAt: null,
          stays: [{ n: 0, state: 'Creating', from: NOW - 30, to: null, reason: '1 job waiting', jobs: [] }],
        }),
      },
    ]);
    const [{ data }] = write({ ...idle, launchedAt: NOW - 30 }) as [Extract<News, { type: 'lane' }>];
    expect(data.stays.map(({ n, state, to }) => [n, state, to])).toEqual([
      [0, 'Creating', NOW],
      [1, 'Idle', null],
    ]);
    expect(history.recall(NOW).lanes).toEqual([{ ...data, begun: NOW - 30, stays: data.stays }]);
  });

  test('that is written again unchanged is no news', () => {
    write(idle);
    expect(write({ ...idle, revision: 7 })).toEqual([]);
    expect(typesOf(write({ ...idle, builds: idle.builds + 1 }))).toEqual(['lane']);
  });

  test('names the job that its machine runs', () => {
    note({ kind: 'JobWritten', job: { ...aJob('running', 7), name: 'unit' } });
    const used = aMachine('Used', 1, { since: NOW + 1, jobIds: [7] });
    const news = write(used);
    expect(typesOf(news)).toEqual(['lane', 'job', 'totals']);
    expect(history.recall(NOW).lanes[0]?.stays[0]?.jobs).toEqual([{ id: 7, name: 'unit', place: 0 }]);
    expect(history.recall(NOW).jobs[0]?.machine).toBe(used.name);
  });

  test('has each of several jobs at once in its place for as long as it runs', () => {
    for (const id of [7, 8]) note({ kind: 'JobWritten', job: { ...aJob('running', id), name: `job ${id}` } });
    write(aMachine('Used', 1, { places: 2, since: NOW + 1, jobIds: [7] }));
    write(aMachine('Used', 1, { places: 2, since: NOW + 5, jobIds: [8, 7] }));
    write(aMachine('Used', 1, { places: 2, since: NOW + 9, jobIds: [8] }));
    const [lane] = history.recall(NOW + 9).lanes;
    const stays = lane?.stays.map(({ from, jobs }) => [
      from - NOW,
      jobs.map(({ name, place }) => `${name} in ${place}`),
    ]);
    expect(lane?.places).toBe(2);
    expect(stays).toEqual([
      [1, ['job 7 in 0']],
      [5, ['job 8 in 1', 'job 7 in 0']],
      [9, ['job 8 in 1']],
    ]);
  });

  test('ends when its record is gone, counts in the totals, and is forgotten an hour later', () => {
    write(idle);
    write(removing, 60);
    const news = note({ kind: 'MachineGone', instanceId: idle.instanceId }, 90);
    expect(typesOf(news)).toEqual(['lane', 'totals']);
    expect(history.recall(NOW + 90).totals.spent).toMatchObject({
      machines: 1,
      hours: { sum: 90 / HOUR, perHour: 0 },
    });
    expect(note({ kind: 'MachineGone', instanceId: idle.instanceId }, 91)).toEqual([]);
    expect(history.recall(NOW + 90 + HOUR).lanes).toHaveLength(1);
    expect(history.recall(NOW + 91 + HOUR).lanes).toEqual([]);
  });

  test('says when its machine’s end was first announced, and by whom', () => {
    const doomed = { kind: 'Doomed', at: NOW + 5, reason: 'EC2 will interrupt it', cause: 'EC2' } as const;
    write({ ...idle, fate: doomed });
    write({ ...removing, fate: { kind: 'Gone', at: NOW + 125, reason: 'its instance is terminated' } }, 125);
    const fate = { at: NOW + 5, reason: 'its instance is terminated', cause: 'EC2' };
    expect(history.recall(NOW + 125).lanes[0]?.fate).toEqual(fate);
  });

  test('says whether its machine was launched ahead, even after a job has come for it', () => {
    write({ ...aMachine('Creating', 1), isAhead: true });
    write(idle);
    expect(history.recall(NOW).lanes[0]?.isAhead).toBe(true);
  });

  test('has its machine’s last report, sent once', () => {
    write(idle);
    const { instanceId, name: machine, runner } = idle;
    const said = { reason: 'docker did not start', lines: ['no space left'] };
    const report = { instanceId, machine, runner, at: NOW, ...said };
    expect(typesOf(note({ kind: 'MachineReported', report }))).toEqual(['lane']);
    expect(note({ kind: 'MachineReported', report })).toEqual([]);
    expect(history.recall(NOW).lanes[0]?.report).toEqual(said);
  });

  test('says what its machine is, and until when an operator keeps it', () => {
    const bought = { bought: { type: 't3.medium', zone: 'eu-west-1a', hourly: 0.02 } };
    write({ ...idle, ...bought });
    expect(typesOf(write({ ...idle, ...bought, kept: { until: NOW + HOUR } }))).toEqual(['lane']);
    expect(history.recall(NOW).lanes[0]).toMatchObject({
      bought: 't3.medium in eu-west-1a',
      hourly: { dollars: 0.02, isMost: false },
      keptUntil: NOW + HOUR,
    });
  });

  test('never has two states at once, even if it hears of one late', () => {
    write(idle);
    write(removing, 60);
    write({ ...idle, since: NOW + 10, revision: 9 }, 70);
    const stays = history
      .recall(NOW + 70)
      .lanes[0]?.stays.map(({ from, to }) => [from - NOW, (to ?? NOW) - NOW]);
    expect(stays).toEqual([
      [0, 60],
      [60, 60],
      [60, 0],
    ]);
  });

  test('keeps a life’s length beyond the hour that is shown', () => {
    write(idle);
    write(removing, 2 * HOUR);
    expect(history.recall(NOW + 3 * HOUR).lanes[0]?.stays.map(({ state }) => state)).toEqual(['Removing']);
    note({ kind: 'MachineGone', instanceId: idle.instanceId }, 3 * HOUR);
    expect(history.recall(NOW + 3 * HOUR).totals.spent.hours).toEqual({ sum: 3, perHour: 0 });
  });
});

describe('what machines cost', () => {
  const bought = (hourly: number) => ({ type: 't3.medium', zone: 'eu-west-1a', hourly });
  const spent = () => history.recall(NOW).totals.spent;

  test('is counted from the price of each, since the count began', () => {
    write(aMachine('Idle', 1, { bought: bought(0.02), launchedAt: NOW - HOUR }));
    write(aMachine('Idle', 2, { bought: bought(0.04), launchedAt: NOW + 1800 }), 1800);
    note({ kind: 'MachineGone', instanceId: 'i-1' }, HOUR);
    expect(spent()).toMatchObject({ at: NOW + HOUR, machines: 2, isMost: false, isPart: false });
    expect(spent().hours).toEqual({ sum: 1.5, perHour: 1 });
    expect(spent().dollars.sum).toBeCloseTo(0.04);
    expect(spent().dollars.perHour).toBeCloseTo(0.04);
  });

  test.each([
    [
      'the most that config.toml pays',
      '0.03',
      { dollars: { sum: 0, perHour: 0.03 }, isMost: true, isPart: false },
    ],
    ['left out', undefined, { dollars: { sum: 0, perHour: 0 }, isMost: false, isPart: true }],
  ])('is, where no price is known, %s', (_, maxPrice, expected) => {
    const { ec2, ...runner } = aRunner();
    const market = { kind: 'Spot', ...(maxPrice !== undefined && { maxPrice }) } as typeof ec2.market;
    history = new History([{ ...runner, ec2: { ...ec2, market } }], NOW);
    write(idle);
    expect(spent()).toMatchObject(expected);
  });
});

describe('a job', () => {
  const line = () => history.recall(NOW + 100).jobs[0];

  test('has its wait, its run and its end', () => {
    note({ kind: 'JobWritten', job: aJob('pending', 7, { at: NOW }) });
    expect(line()).toMatchObject({ phase: 'waiting', waitsSince: NOW, runsSince: null });
    note({ kind: 'JobWritten', job: aJob('running', 7, { at: NOW + 40 }) });
    expect(line()).toMatchObject({ phase: 'running', waitsSince: NOW, runsSince: NOW + 40 });
    const end = {
      id: 7,
      projectId: 1,
      name: 'unit',
      gitlabStatus: 'failed',
      endedAt: NOW + 50,
      machine: 'one',
    };
    expect(typesOf(note({ kind: 'JobEnded', ended: end }))).toEqual(['job', 'totals']);
    expect(line()).toMatchObject({ phase: 'ended', status: 'failed', waitsSince: NOW, endedAt: NOW + 50 });
    expect(typesOf(note({ kind: 'JobEnded', ended: end }))).toEqual([]);
    expect(note({ kind: 'JobDropped', id: 7 })).toEqual([]);
    expect(history.recall(NOW).totals.jobs).toBe(1);
  });

  test('that no runner may run says so', () => {
    note({ kind: 'JobWritten', job: aJob('pending', 7, { tags: ['gpu'] }) });
    expect(line()?.obstacle).toBe('no runner of its project has all its tags: gpu');
  });

  test('that ended with its machine is lost, and is shown with the one that replaces it', () => {
    const lost = { id: 7, projectId: 380, tags: [], isCancelAsked: false };
    note({ kind: 'JobWritten', job: aJob('running', 7) });
    expect(typesOf(write({ ...removing, lost: [lost] }))).toContain('job');
    expect(line()?.isLost).toBe(true);
    const end = { id: 7, projectId: 380, name: 'unit', gitlabStatus: 'canceled', endedAt: NOW };
    note({ kind: 'JobEnded', ended: { ...end, retriedAs: 8 } });
    note({ kind: 'JobEnded', ended: end });
    expect(line()).toMatchObject({ status: 'canceled', isLost: true, retriedAs: 8 });
  });

  test('links only to web pages', () => {
    note({
      kind: 'JobWritten',
      job: { ...aJob('pending', 7), webUrl: 'https://gitlab.example.com/a/-/jobs/7' },
    });
    expect(line()?.url).toBe('https://gitlab.example.com/a/-/jobs/7');
    note({ kind: 'JobWritten', job: { ...aJob('pending', 7), webUrl: 'javascript:alert(1)' } });
    expect(line()?.url).toBeNull();
  });

  test('that is given up ends in an unknown way', () => {
    note({ kind: 'JobWritten', job: aJob('pending', 7) });
    note({ kind: 'JobDropped', id: 7 });
    expect(line()).toMatchObject({ phase: 'ended', status: 'unknown' });
  });

  test('that is skipped says so', () => {
    note({ kind: 'JobWritten', job: { ...aJob('dormant', 7), gitlabStatus: 'skipped' } });
    note({ kind: 'JobDropped', id: 7 });
    expect(line()).toMatchObject({ phase: 'ended', status: 'skipped' });
  });

  test('from before the start does not count', () => {
    const ended = { id: 7, projectId: 1, name: 'unit', gitlabStatus: 'success', endedAt: NOW - 50 };
    note({ kind: 'JobEnded', ended });
    expect(history.recall(NOW).totals.jobs).toBe(0);
    expect(line()?.status).toBe('success');
  });
});

test('news says when expected jobs will wait, as it changes', () => {
  const seven = { id: 7, at: NOW + 40.2 };
  expect(history.expect([seven])).toEqual([{ type: 'expected', data: [{ id: 7, at: NOW + 40 }] }]);
  expect(history.expect([{ ...seven, at: NOW + 40.4 }])).toEqual([]);
  expect(typesOf(history.expect([]))).toEqual(['expected']);
});

test('news says what launching ahead brought, as it changes', () => {
  const day = { machines: 1, inTime: 1, late: 0, saved: 31, inVain: 0 };
  expect(history.sumUp(null)).toEqual([]);
  expect(history.sumUp(day)).toEqual([{ type: 'lookahead', data: day }]);
  expect(history.sumUp({ ...day })).toEqual([]);
  expect(history.recall(NOW).lookahead).toEqual(day);
});

describe('decisions', () => {
  const told = () => history.recall(NOW).decisions.map(({ kind, count, reason }) => [kind, count, reason]);

  test('are launches, refusals and removals, each once, and machines that ended on their own', () => {
    const launch = aLaunch({ count: 3, reason: '3 jobs waiting' });
    note({ kind: 'LaunchOpened', launch });
    const outcome = { kind: 'Unavailable', at: NOW, reason: 'InsufficientInstanceCapacity' } as const;
    note({ kind: 'LaunchRefused', launch: { ...launch, outcome } });
    write(idle);
    write(removing);
    write({ ...removing, revision: 9 });
    const fate = { kind: 'Gone', at: NOW, reason: 'its instance is terminated' } as const;
    write({ ...aMachine('Removing', 2, { fate }), reason: fate.reason });
    expect(told()).toEqual([
      ['Launch', 3, '3 jobs waiting'],
      ['Refused', 3, 'InsufficientInstanceCapacity'],
      ['Remove', 1, 'it was idle too long'],
      ['Ended', 1, 'its instance is terminated'],
    ]);
  });

  test('to hold machines back are shown when that begins, not when the count changes', () => {
    const held = (count: number): HeldBack[] => [
      { runner: 'one', count, purpose: 'jobs', barrier: 'concurrent', reason: 'concurrent 10 is reached' },
    ];
    expect(typesOf(history.hold(held(3), NOW))).toEqual(['held', 'decision']);
    expect(typesOf(history.hold(held(3), NOW))).toEqual([]);
    expect(typesOf(history.hold(held(2), NOW))).toEqual(['held']);
    expect(typesOf(history.hold([], NOW))).toEqual(['held']);
    expect(typesOf(history.hold(held(1), NOW))).toEqual(['held', 'decision']);
    expect(told()).toHaveLength(2);
  });
});
