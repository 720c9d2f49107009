import type { JobThere, Lane, Stay } from '../../../../lib/local/dashboard/view.ts';
import { barsOf, readySpan } from '../../../../lib/local/page/model/bars.js';
import { aLane, NOW } from './a-model.ts';

const [seven, eight, nine] = [7, 8, 9].map((id) => ({ id, name: `job ${id}` })) as [Job, Job, Job];
type Job = Omit<JobThere, 'place'>;

/** Each state from then on, with its jobs by place; the last lasts. */
function lifeOf(
  ...states: readonly (readonly [state: Stay['state'], from: number, jobs?: (Job | null)[]])[]
) {
  const stays = states.map(([state, from, jobs = []], n) => ({
    ...{ n, state, from, reason: `reason ${n}`, to: states[n + 1]?.[1] ?? null },
    jobs: jobs.flatMap((job, place) => (job === null ? [] : [{ ...job, place }])),
  }));
  return { ...aLane('one', []), places: 2, stays };
}

const drawn = (lane: Lane) =>
  barsOf(lane).map(({ state, from, to, job }) =>
    [job === null ? state : `${job.name} in ${job.place}`, from, to ?? 'now'].join(' '),
  );

test.each<[what: string, lane: Lane, bars: string[]]>([
  ['nothing yet', lifeOf(), []],
  [
    'times without jobs, each its own',
    lifeOf(['Creating', 0], ['Idle', 40], ['Removing', 100]),
    ['Creating 0 40', 'Idle 40 100', 'Removing 100 now'],
  ],
  [
    'a job is one bar, however often others begin and end',
    lifeOf(['Used', 0, [seven]], ['Used', 10, [seven, eight]], ['Used', 20, [nine, eight]], ['Idle', 30]),
    ['job 7 in 0 0 20', 'job 8 in 1 10 30', 'job 9 in 0 20 30', 'Idle 30 now'],
  ],
  [
    'jobs that begin together, one of which lasts',
    lifeOf(['Used', 0, [seven, eight]], ['Used', 10, [null, eight]]),
    ['job 7 in 0 0 10', 'job 8 in 1 0 now'],
  ],
  [
    'a job that is heard of again after a time without any',
    lifeOf(['Used', 0, [seven]], ['Idle', 10], ['Used', 20, [seven]]),
    ['job 7 in 0 0 10', 'Idle 10 20', 'job 7 in 0 20 now'],
  ],
])('%s', (_, lane, bars) => {
  expect(drawn(lane)).toEqual(bars);
  expect(new Set(barsOf(lane).map(({ key }) => key)).size).toBe(bars.length);
});

test('a bar says why it began, and keeps its key when there is more news of the lane', () => {
  const before = lifeOf(['Idle', 0], ['Used', 5, [seven]]);
  const after = lifeOf(['Idle', 0], ['Used', 5, [seven]], ['Used', 9, [seven, eight]]);
  const [, bar] = barsOf(before);
  expect(barsOf(after)[1]).toEqual(bar);
  expect(bar?.reason).toBe('reason 1');
  expect(barsOf(after)[2]?.reason).toBe('reason 2');
});

test.each<[what: string, lane: Lane, span: ReturnType<typeof readySpan>]>([
  ['not as long as it boots', lifeOf(['Creating', 0]), undefined],
  ['from then on', lifeOf(['Creating', 0], ['Idle', 40], ['Used', 50, [seven]]), { from: 40, to: null }],
  ['until it leaves', lifeOf(['Used', 50, [seven]], ['Removing', 60]), { from: 50, to: 60 }],
  [
    'also where it was never idle',
    aLane('one', [['Used', 30]], { ended: 10 }),
    { from: NOW - 30, to: NOW - 10 },
  ],
])('its places may take jobs %s', (_, lane, span) => {
  expect(readySpan(lane)).toEqual(span);
});
