import { aheadText } from '../../../../lib/local/page/model/ahead-text.js';
import { comingJobs } from '../../../../lib/local/page/model/coming.js';
import { fittedSeconds } from '../../../../lib/local/page/model/fit.js';
import {
  duration,
  localTimes,
  setTimeZone,
  timeOf,
  timeZone,
} from '../../../../lib/local/page/model/format.js';
import { instanceUrl } from '../../../../lib/local/page/model/links.js';
import { middleText, partsText, waitParts } from '../../../../lib/local/page/model/wait-parts.js';
import { duration as durationElsewhere } from '../../../../lib/scaler/plan/duration.ts';
import { aJobLine, aLane, aModel, NOW } from './a-model.ts';

afterEach(() => setTimeZone('UTC'));

test('durations are written as everywhere else', () => {
  const seconds = [0, 9, 42, 119, 120, 185, 600, 3661, 7199, 7200, 90_000, 200_000];
  expect(seconds.map(duration)).toEqual(seconds.map(durationElsewhere));
});

test('times are in one zone, also those of reasons, which name them in UTC', () => {
  setTimeZone('Europe/Kiev');
  expect([timeOf(NOW), timeZone()]).toEqual(['12:00:00', 'Europe/Kiev']);
  expect(localTimes('tried again at 2026-11-24T11:30Z or 10:05:07Z', NOW)).toBe(
    'tried again at 13:30 or 12:05:07',
  );
});

test('a zone that the browser does not know is UTC', () => {
  setTimeZone('Europe/Atlantis');
  expect([timeOf(NOW), timeZone()]).toEqual(['10:00:00', 'UTC']);
});

test.each([
  ['nothing', [], [], 300],
  [
    'a machine that is there, and none before it',
    [aLane('a', [['Idle', 500]]), aLane('b', [['Idle', 3000]], { ended: 900 })],
    [],
    600,
  ],
  ['a job that waits for long', [], [aJobLine(1, { waitsSince: NOW - 1100 })], 1200],
  [
    'at rest, what was before the last break is left out',
    [aLane('a', [['Idle', 700]], { ended: 500 }), aLane('b', [['Idle', 3000]], { ended: 2000 })],
    [],
    900,
  ],
  ['more than an hour', [aLane('a', [['Idle', 9000]])], [], 3600],
])('the window fits %s', (_, lanes, jobs, seconds) => {
  expect(fittedSeconds(lanes, jobs, NOW)).toBe(seconds);
});

test.each([
  [
    'a machine of its own',
    ...[
      34,
      [
        ['Creating', 33],
        ['Idle', 3],
        ['Used', 1],
      ],
    ],
    'a machine was asked for after 1 s, booted for 30 s, and took it after 2 s',
  ],
  [
    'one that booted already',
    ...[
      14,
      [
        ['Creating', 53],
        ['Idle', 3],
        ['Used', 1],
      ],
    ],
    'a machine was asked for after 0 s, booted for 11 s, and took it after 2 s',
  ],
  [
    'one that was free',
    ...[
      14,
      [
        ['Creating', 99],
        ['Idle', 60],
        ['Used', 1],
      ],
    ],
    'waited 13 s for a machine that was free',
  ],
  [
    'one that had another job',
    ...[
      74,
      [
        ['Creating', 199],
        ['Used', 160, aJobLine(2)],
        ['Idle', 3],
        ['Used', 1],
      ],
    ],
    'its machine had other jobs for 71 s and took it after 2 s',
  ],
] as const)('a wait for %s in parts', (_, before, stays, text) => {
  const job = aJobLine(1, { waitsSince: NOW - before, runsSince: NOW - 1 });
  const parts = waitParts(job, aLane('a', stays));
  expect(parts && partsText(parts)).toBe(text);
});

test('and EC2’s part, if the machine has reported when its kernel started', () => {
  const job = aJobLine(1, { waitsSince: NOW - 34, runsSince: NOW - 1 });
  const lane = aLane(
    'a',
    [
      ['Creating', 33],
      ['Idle', 3],
      ['Used', 1],
    ],
    { kernelAt: NOW - 24 },
  );
  const parts = waitParts(job, lane);
  expect(parts && partsText(parts)).toBe(
    'a machine was asked for after 1 s, was started by EC2 in 9 s, booted for 21 s, and took it after 2 s',
  );
});

test('of many waits the middle of each part, for machines that had to boot', () => {
  const parts = { asked: 1, started: 9, booted: 21, busy: 0, taken: 2 };
  const waits = [parts, { ...parts, started: 19, taken: 1 }, { ...parts, started: 12, taken: 5 }];
  const found = { ...parts, asked: 0, started: 0, booted: 0, taken: 90 };
  expect(middleText([...waits, found])).toBe(
    'for a new machine, the middle of 3: asked for after 1 s, started in 12 s, booted in 21 s, job taken after 2 s',
  );
  expect(middleText([found])).toBe('');
});

test.each([
  [
    { machines: 3, inTime: 2, late: 1, saved: 93.4, inVain: 0.1 },
    '2 in time · 1 late · 93 s of waiting saved · 6 min in vain',
  ],
  [{ machines: 1, inTime: 1, late: 0, saved: 31, inVain: 0 }, '1 in time · 31 s of waiting saved'],
])('what came of launching ahead: %j', (day, text) => {
  expect(aheadText(day)).toBe(text);
});

test('expected jobs are listed in the order in which they will wait, as far as known', () => {
  const coming = [7, 8, 9, 10].map((id) => aJobLine(id, { status: 'created', phase: 'created' }));
  const waits = aJobLine(6);
  const expected = [
    { id: 9, at: NOW - 1 },
    { id: 8, at: NOW + 130 },
  ];
  expect(comingJobs(aModel([], [waits, ...coming], { expected }), NOW)).toEqual([
    'job 9 now',
    'job 8 in 2 min 10 s',
    'job 7',
    'job 10',
  ]);
});

test('a job that waits has no parts', () => {
  expect(waitParts(aJobLine(1), aLane('a', []))).toBeUndefined();
});

test.each([
  ['eu-west-1', 'https://console.aws.amazon.com/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-a'],
  ['cn-north-1', 'https://console.amazonaws.cn/ec2/home?region=cn-north-1#InstanceDetails:instanceId=i-a'],
  [
    'us-gov-west-1',
    'https://console.amazonaws-us-gov.com/ec2/home?region=us-gov-west-1#InstanceDetails:instanceId=i-a',
  ],
])('an instance in %s is seen in its console', (region, url) => {
  const { runners } = aModel([], []);
  expect(
    instanceUrl(
      aLane('a', [['Idle', 1]]),
      runners.map((runner) => ({ ...runner, region })),
    ),
  ).toBe(url);
});
