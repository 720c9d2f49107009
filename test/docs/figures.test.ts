import { readFileSync } from 'node:fs';
import { fill, PAGES, placesIn } from './figures/fill.ts';
import { hoursTable } from './figures/hours.ts';
import {
  goalsTable,
  growthTable,
  jobTable,
  lookaheadTable,
  officeTable,
  restTable,
  timedTable,
} from './figures/tables.ts';

const PAGE =
  'before\n<!-- figures: one -->\nold\n<!-- figures end -->\nbetween\n<!-- figures: two -->\n<!-- figures end -->';

test('each table is put into its place, and nothing else changes', () => {
  const filled = fill(PAGE, { two: ['| a |', '| b |'] }, ['one', 'two']);
  expect(filled).toBe(PAGE.replace('two -->', 'two -->\n| a |\n| b |'));
  expect(fill(filled, { one: ['new'] }, ['one', 'two'])).toBe(filled.replace('old', 'new'));
});

test('a place that nobody fills is reported', () => {
  expect(() => fill(PAGE, {}, ['two'])).toThrow('no figures are called one, only two');
});

test('the pages have a place for each table', () => {
  const places = PAGES.flatMap((page) => placesIn(readFileSync(page, 'utf8')));
  expect(places.toSorted()).toEqual([
    'counted',
    'growth',
    'hours',
    'job',
    'lookahead',
    'office',
    'rest',
    'timed',
  ]);
});

test('an office’s week has a column for each system', () => {
  const result = (total: number) => ({
    waitSeconds: { p50: 31.4, p95: 135 },
    machineHours: { busy: 100, idle: 70.26, booting: 10 },
    cost: { total },
  });
  expect(officeTable({ bastionless: result(7), bastion: result(8.4) } as never)).toEqual([
    '| | bastionless | jobs on the bastion |',
    '| --- | --- | --- |',
    '| half the jobs wait | 31 s | 31 s |',
    '| 95 % of them | 2 min 15 s | 2 min 15 s |',
    '| machine hours, idle and booting | 80.3 | 80.3 |',
    '| a month | 30.42 | 36.50 |',
  ]);
});

test('machine-hours and waits are shown for each seed, ours beside docker+machine’s', () => {
  const result = (idle: number, mean: number) => ({
    waitSeconds: { mean, p95: 60 },
    machineHours: { busy: 10, idle, booting: 1 },
  });
  const measured = {
    ...{ workload: 'office', idleCount: 3 },
    ...{ ours: [result(1, 20), result(2, 21)], dockerMachine: [result(3, 22.04), result(4, 23)] },
  };
  expect(hoursTable([measured as never]).slice(2)).toEqual([
    '| office, IdleCount 3 | 12.0, 13.0 | 14.0, 15.0 | 20.0, 21.0 | 22.0, 23.0 | 60.0, 60.0 | 60.0, 60.0 |',
  ]);
});

const measured = { on: '2026-11-26', with: 'Node 24, 2 × a processor, load 0.1' };

test('timings name their date and computer', () => {
  const goals = [
    { name: 'webhook loads', value: 52.6, goal: 80, unit: 'ms', peer: 'GAR 73 ms', cpuMs: 60 },
    { name: 'first', value: 20.1, goal: 400, unit: 'ms', peer: null },
    { name: 'requests', value: 4, goal: 5, unit: '', peer: null },
  ];
  expect(timedTable({ goals, measured, coldLoadMs: { dynamodbClient: 76.1 } }).slice(2)).toEqual([
    '| webhook loads | 52.6 ms | 60 ms | 80 ms | GAR 73 ms |',
    '| first | 20.1 ms | | 400 ms | |',
    '',
    'Measured on 2026-11-26: Node 24, 2 × a processor, load 0.1. `@aws-sdk/client-dynamodb`, as npm installs it, loads in 76.1 ms there: compare your own.',
  ]);
});

test('growth is shown for each number of active jobs, with what was not run', () => {
  const scale = {
    reads: [
      { active: 100, readUnits: 12, pages: 1 },
      { active: 10_000, readUnits: 1167, pages: 5 },
    ],
    bursts: [{ jobs: 100, ec2Calls: 4, seconds: 2.8 }],
  };
  const plan = [0.1, 8.123, 16].map((ms, place) => ({
    runners: 5,
    machines: place === 0 ? 100 : 10_000,
    ms,
  }));
  expect(growthTable({ scale, plan, measured }).slice(0, 7)).toEqual([
    '| at so many active jobs | 100 | 10,000 |',
    '| --- | --- | --- |',
    '| read units of one reconcile | 12 | 1,167 |',
    '| reads of 1 MB, one after the other | 1 | 5 |',
    '| deciding (`plan`), milliseconds | 0.1 | 8.1 to 16 |',
    '| EC2 requests of a burst of so many jobs, one runner | 4 | not run |',
    '| seconds until all its machines are asked for | 2.8 | not run |',
  ]);
});

test('what lookahead saves is shown for each seed, with its price', () => {
  const system = (mean: number, idle: number) => ({
    laterStages: { waitSeconds: { mean, p50: 1.94, p75: 29.2, p90: 36.64 } },
    machineHours: { busy: 50, idle, booting: 10 },
  });
  const systems = { bastionless: system(4.95, 34.2), 'without-lookahead': system(13.54, 29.9) };
  expect(lookaheadTable([{ seed: 2, systems } as never]).slice(2)).toEqual([
    '| 2 | 13.5 → **5.0 s** | 1.9 → **1.9 s** | 29.2 → **29.2 s** | 36.6 → **36.6 s** | 89.9 → 94.2 (4.8 % more) |',
  ]);
  const unstaged = { ...systems, bastionless: { machineHours: systems.bastionless.machineHours } };
  expect(() => lookaheadTable([{ seed: 2, systems: unstaged } as never])).toThrow('no job of a later stage');
});

test('the bench’s counts are shown in dollars, beside other systems', () => {
  const bench = {
    goals: [
      { name: 'requests', value: 4, goal: 5, unit: '', peer: 'GAR 1,004' },
      { name: 'a month', value: 0.951, goal: 1, unit: '$', peer: null },
    ],
    atRestParts: { total: 0.951, functionsAndTable: 0.11, logs: 0.04, alarms: 0.8 },
    costOfAJob: {
      ...{ writeRequests: 11.02, readRequests: 4.1, invocations: 7.03, lambdaGbMs: 121.6 },
      ...{ httpRequests: 4.04, gitlabCalls: 1.02, usdPerMillion: 15.3 },
    },
  };
  expect(goalsTable(bench).slice(2)).toEqual([
    '| requests | 4 | 5 | GAR 1,004 |',
    '| a month | $0.95 | $1.00 | |',
  ]);
  expect(restTable(bench).at(-1)).toBe('| **together** | **0.95** |');
  expect(jobTable(bench).slice(2)).toEqual([
    '| DynamoDB | 11 writes, 4 reads |',
    '| Lambda | 7 calls, 0.12 GB-seconds |',
    '| API Gateway | 4 requests |',
    '| GitLab’s API | 1 request |',
    '| **together** | **15 dollars for a million jobs** |',
  ]);
});
