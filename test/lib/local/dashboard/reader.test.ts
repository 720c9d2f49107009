import { Reader, type ReadStore } from '../../../../lib/local/dashboard/reader.ts';
import { Recorder } from '../../../../lib/local/dashboard/recorder.ts';
import type { Snapshot } from '../../../../lib/local/dashboard/view.ts';
import type { EndedJob } from '../../../../lib/scaler/state/jobs/job.ts';
import type { State } from '../../../../lib/scaler/state/state.ts';
import { someSettings } from '../../../builders/settings.ts';
import { aMachine, NOW } from '../../../builders/state.ts';

const HOUR = 3600;
const SETTINGS = someSettings();

/** A table that says what it is told to, and who watches it. */
function aReader() {
  const table: { state: State; ended: readonly EndedJob[] } = {
    state: { machines: [], launches: [], jobs: [] },
    ended: [],
  };
  let isFailing = false;
  const store: ReadStore = {
    readActive: async () => {
      if (isFailing) throw new Error('no credentials');
      return table.state;
    },
    recentlyEnded: async (since) => table.ended.filter(({ endedAt }) => endedAt >= since),
    endedJobs: async (ids) => table.ended.filter(({ id }) => ids.includes(id)),
    recentReports: async () => [],
    habitsOf: async () => [],
    historiesOf: async () => [],
  };
  const time = { now: NOW };
  const clock = { now: () => time.now };
  const recorder = new Recorder({
    ...{ settings: SETTINGS, clock, title: 'stage prod', hasControls: false, epoch: 'epoch' },
    commands: { serve: '', doctor: null },
    pace: () => ({ speed: 1, isJumping: false, webhooksToLose: 0 }),
  });
  const reader = new Reader(store, recorder, clock, SETTINGS);
  const snapshot = (): Snapshot => {
    let seen = '';
    recorder.feed.listen(undefined, ({ data }) => {
      seen ||= data;
    })();
    return JSON.parse(seen).data;
  };
  const fail = (now: boolean): void => {
    isFailing = now;
  };
  return { table, time, recorder, reader, snapshot, fail };
}

const idle = aMachine('Idle', 1, { since: NOW, launchedAt: NOW });
const ended = (id: number, endedAt: number): EndedJob => ({
  id,
  projectId: 1,
  name: `job ${id}`,
  gitlabStatus: 'success',
  endedAt,
});

test('a machine that is gone at the next reading cost until then', async () => {
  const { table, time, reader, snapshot } = aReader();
  table.state = { ...table.state, machines: [idle] };
  await reader.read();
  table.state = { ...table.state, machines: [] };
  time.now += 60;
  await reader.read();
  const { lanes, totals } = snapshot();
  expect(lanes.map(({ stays }) => stays.at(-1)?.to)).toEqual([NOW + 60]);
  expect(totals.spent.hours).toEqual({ sum: 60 / HOUR, perHour: 0 });
});

test('the last reading stays while nothing can be read', async () => {
  const { table, time, reader, snapshot, fail } = aReader();
  table.state = { ...table.state, machines: [idle] };
  await reader.read();
  time.now += HOUR / 2;
  fail(true);
  await expect(reader.read()).rejects.toThrow('no credentials');
  expect(snapshot().lanes).toHaveLength(1);
  fail(false);
  await reader.read();
  expect(snapshot()).toMatchObject({ lanes: [{ instanceId: 'i-1' }], totals: { since: time.now } });
});

test('after a night without clients everything starts again, also for clients that come back', async () => {
  const { table, time, recorder, reader, snapshot } = aReader();
  table.state = { ...table.state, machines: [idle] };
  await reader.read();
  const told: string[] = [];
  recorder.feed.listen(undefined, ({ event }) => told.push(event));
  table.state = { ...table.state, machines: [] };
  table.ended = [ended(1, NOW + HOUR), ended(2, NOW + 10 * HOUR - 60)];
  time.now += 10 * HOUR;
  await reader.read();
  const { lanes, jobs, totals } = snapshot();
  expect(lanes).toEqual([]);
  expect(jobs.map(({ id }) => id)).toEqual([2]);
  expect(totals).toMatchObject({ since: time.now, spent: { hours: { sum: 0, perHour: 0 } } });
  expect(told.slice(0, 3)).toEqual(['snapshot', 'snapshot', 'job']);
});
