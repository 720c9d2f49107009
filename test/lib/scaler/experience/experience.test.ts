import { noteDepartures } from '../../../../lib/scaler/experience/note-departures.ts';
import { noteHabits } from '../../../../lib/scaler/experience/note-habits.ts';
import { recall } from '../../../../lib/scaler/experience/recall.ts';
import type { World } from '../../../../lib/scaler/ports/world.ts';
import type { Job } from '../../../../lib/scaler/state/jobs/job.ts';
import { aRunner, someSettings } from '../../../builders/settings.ts';
import { aJob, aMachine, aState, type JobTraits, NOW } from '../../../builders/state.ts';
import { TestWorld } from '../a-world.ts';

const place = { pipelineId: 9, stage: 'test', name: 'unit' };
const ended: JobTraits = { ...place, createdAt: NOW - 200, waited: 20, ran: 100, runnerId: 1 };
const machines = [aMachine('Used', 1)];

async function learned(job: Job, settings = someSettings()) {
  const { world } = new TestWorld(settings);
  const before = aState({ jobs: [job], machines });
  await noteHabits(world, settings, before, { ...before, jobs: [] });
  return world.store.habitsOf([{ projectId: 380, name: 'unit' }]);
}

describe('of a job that has left', () => {
  test('is noted when it waited, how long, how long it ran, and whose machine ran it', async () => {
    expect(await learned(aJob('finished', 7, { ...ended, tags: ['linux'] }))).toEqual([
      {
        ...{ projectId: 380, name: 'unit', stage: 'test', tags: ['linux'], runner: 'one', at: NOW },
        seen: [{ pipelineId: 9, kind: 'Run', lead: 80, waited: 20, ran: 100 }],
        revision: 1,
      },
    ]);
  });

  test('or that it did not run', async () => {
    expect((await learned(aJob('dormant', 7, place)))[0]?.seen).toEqual([{ pipelineId: 9, kind: 'NotRun' }]);
  });

  test.each<[string, Job]>([
    ['one that was canceled', aJob('finished', 7, { ...ended, gitlabStatus: 'canceled' })],
    ['one of which nobody told how long it ran', aJob('finished', 7, place)],
    ['one of no pipeline that we know of', aJob('finished', 7, { name: 'unit', ran: 1, waited: 1 })],
  ])('nothing is noted of %s', async (_, job) => {
    expect(await learned(job)).toEqual([]);
  });

  test('nor where lookahead is off', async () => {
    const off = someSettings({ runners: [aRunner({ lookahead: { isOn: false, budget: 0.05 } })] });
    expect(await learned(aJob('finished', 7, ended), off)).toEqual([]);
  });

  test('a second one in the same pipeline changes nothing: it did not come by itself', async () => {
    const settings = someSettings();
    const { world } = new TestWorld(settings);
    for (const ran of [100, 5]) {
      const before = aState({ jobs: [aJob('finished', 7, { ...ended, ran })], machines });
      await noteHabits(world, settings, before, { ...before, jobs: [] });
    }
    const state = aState({ jobs: [aJob('created', 8, place)] });
    expect((await recall(world, settings, state)).habits?.[0]?.seen).toMatchObject([{ ran: 100 }]);
  });
});

describe('of machines that have left', () => {
  test.each([
    ['one that ran no job was in vain, all of its time', { isAhead: true, readyAt: NOW - 270 } as const, 300],
    [
      'one that stood ready for two minutes, for one',
      { isAhead: true, readyAt: NOW - 270, firstJobAt: NOW - 150 } as const,
      60,
    ],
    ['one that jobs waited for, not at all', { readyAt: NOW - 270 } as const, 0],
  ])('%s', async (_, traits, inVain) => {
    const settings = someSettings();
    const { world } = new TestWorld(settings);
    await noteDepartures(world, settings, [aMachine('Removing', 1, { launchedAt: NOW - 300, ...traits })]);
    const [history] = await world.store.historiesOf(['one']);
    expect(history?.boots).toEqual([30]);
    expect(history?.periods.map(({ all, inVain }) => ({ all, inVain }))).toEqual([{ all: 300, inVain }]);
  });

  test('what came of launching them ahead is added up', async () => {
    const settings = someSettings();
    const { world } = new TestWorld(settings);
    const ready = {
      launchedAt: NOW - 300,
      readyAt: NOW - 270,
      firstJobAt: NOW - 260,
      isAhead: true,
    } as const;
    await noteDepartures(world, settings, [
      aMachine('Removing', 1, { ...ready, firstWaited: 2 }),
      aMachine('Removing', 2, { ...ready, firstWaited: 12 }),
      aMachine('Removing', 3, { launchedAt: NOW - 300, readyAt: NOW - 270, isAhead: true }),
      aMachine('Removing', 4, { launchedAt: NOW - 300, readyAt: NOW - 270, firstJobAt: NOW - 260 }),
    ]);
    const [history] = await world.store.historiesOf(['one']);
    const ahead = { machines: 3, inTime: 1, late: 1, saved: 28 + 18 };
    expect(history?.periods.map((period) => period.ahead)).toEqual([ahead]);
  });
});

describe('another process that learns at the same time', () => {
  /** Reads what there was, and then another has written before it writes itself. */
  function overtaken(other: (world: World) => Promise<unknown>): World {
    const { world } = new TestWorld(someSettings());
    const { store } = world;
    let isFirst = true;
    const andThen = async <T>(found: T): Promise<T> => {
      if (isFirst) {
        isFirst = false;
        await other(world);
      }
      return found;
    };
    return {
      ...world,
      store: {
        ...store,
        historiesOf: async (runners) => andThen(await store.historiesOf(runners)),
        habitsOf: async (names) => andThen(await store.habitsOf(names)),
      },
    };
  }

  test('what its machines cost counts, and what ours did', async () => {
    const settings = someSettings();
    const note = (world: World, seconds: number) =>
      noteDepartures(world, settings, [
        aMachine('Removing', seconds, { launchedAt: NOW - seconds, isAhead: true }),
      ]);
    const world = overtaken((same) => note(same, 200));
    await note(world, 300);
    const [history] = await world.store.historiesOf(['one']);
    expect(history?.periods).toMatchObject([{ all: 500, inVain: 500 }]);
  });

  test('what it saw of a name is known, and what we saw', async () => {
    const settings = someSettings();
    const note = (world: World, pipelineId: number) => {
      const before = aState({ jobs: [aJob('finished', 7, { ...ended, pipelineId })], machines });
      return noteHabits(world, settings, before, { ...before, jobs: [] });
    };
    const world = overtaken((same) => note(same, 8));
    await note(world, 9);
    const [habit] = await world.store.habitsOf([{ projectId: 380, name: 'unit' }]);
    expect(habit?.seen.map(({ pipelineId }) => pipelineId)).toEqual([9, 8]);
  });
});
