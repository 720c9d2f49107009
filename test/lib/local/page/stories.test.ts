import { storiesOf, storyText } from '../../../../lib/local/page/model/stories.js';
import { aJobLine, aLane, aModel, NOW } from './a-model.ts';

const fate = { at: NOW - 200, reason: 'EC2 will interrupt it within two minutes', cause: 'EC2' } as const;
const lost = aJobLine(7, { phase: 'ended', status: 'failed', isLost: true, endedAt: NOW - 79 });
const machine = aLane(
  'one',
  [
    ['Used', 300, lost],
    ['Removing', 80],
  ],
  { fate, ended: 70 },
);
const retried = { ...lost, retriedAs: 8 };
const retry = aJobLine(8, { waitsSince: NOW - 75 });
const told = (...model: Parameters<typeof aModel>) =>
  storiesOf(aModel(...model)).map((story) => Object.values(storyText(story, NOW)));

test('a lost job is told until it runs again', () => {
  expect(told([machine], [lost])).toEqual([[NOW - 200, 'EC2 took one back', 'job 7 was lost']]);
  expect(told([machine], [retried, retry])[0]?.[2]).toBe('job 7 was lost and retried, waits for 75 s');
  const runs = { ...retry, phase: 'running', runsSince: NOW - 42 } as const;
  const again = aLane('two', [['Used', 42, runs]]);
  expect(told([machine, again], [retried, runs])[0]?.[2]).toBe(
    'job 7 was lost and retried after 38 s on two',
  );
  const atOnce = { ...runs, runsSince: NOW - 80 };
  expect(told([machine, again], [retried, atOnce])[0]?.[2]).toBe('job 7 was lost and retried at once on two');
});

test('a machine that is taken and costs no job is told; one that leaves by itself only if it does', () => {
  const free = aLane(
    'one',
    [
      ['Idle', 300],
      ['Removing', 190],
    ],
    { fate, ended: 80 },
  );
  expect(told([free], [])).toEqual([[NOW - 200, 'EC2 took one back', 'no job was lost']]);
  expect(told([{ ...free, fate: { ...fate, cause: 'Itself' } }], [])).toEqual([]);
  expect(told([{ ...machine, fate: { ...fate, cause: 'Itself' } }], [lost])[0]?.[1]).toBe('one failed');
});
