import { readFileSync } from 'node:fs';
import { fill, PAGES, placesIn } from './figures/fill.ts';
import { goalsTable, jobTable, lookaheadTable, officeTable, restTable } from './figures/tables.ts';

const PAGE =
  'before\n<!-- figures: one -->\nold\n<!-- figures end -->\nbetween\n<!-- figures: two -->\n<!-- figures end -->';

test('each table is put into its place, and nothing else changes', () => {
  const filled = fill(PAGE, { two: ['| a |', '| b |'] }, ['one', 'two']);
  expect(filled).toBe(PAGE.replace('two -->', 'two -->\n| a |\n| b |'));
  expect(fill(filled, { one: ['new'] }, ['one', 'two'])).toBe(filled.replace('old', 'new'));
});

test('a place that nobody fills is told', () => {
  expect(() => fill(PAGE, {}, ['two'])).toThrow('no figures are called one, only two');
});

test('the pages have a place for each table', () => {
  const places = PAGES.flatMap((page) => placesIn(readFileSync(page, 'utf8')));
  expect(places.toSorted()).toEqual(['counted', 'job', 'lookahead', 'office', 'rest']);
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

test('what lookahead saves is told of each seed, and its price', () => {
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

test('what the bench counts is told in dollars, and beside others', () => {
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
