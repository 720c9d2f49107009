import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readJobsFile } from '../../../../lib/compare/workloads/jobs-file.ts';
import type { WorkloadPipeline } from '../../../../lib/compare/workloads/workload.ts';
import { aRunner } from '../../../builders/settings.ts';
import { jobsOf } from '../../../builders/workload.ts';

const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
afterAll(() => rmSync(folder, { recursive: true }));

const RUNNERS = [aRunner(), aRunner({ name: 'two', tags: ['docker', 'linux'], runUntagged: false })];
const T = 1_763_890_200; // 2025-11-23T09:30:00Z

function file(text: string): string {
  const path = join(folder, 'jobs.csv');
  writeFileSync(path, text);
  return path;
}

async function read(text: string, days?: number) {
  const { workload, leftOut } = await readJobsFile(file(text), RUNNERS, days);
  return {
    ...{ workload, leftOut },
    jobs: jobsOf(workload).map(({ createdAt, duration, kind }) => [
      createdAt - T,
      duration,
      kind.tags.join(),
      kind.able.join(),
    ]),
  };
}

describe('times', () => {
  test.each([
    [`${T}`],
    [`${T}000`],
    [`${T}.0`],
    ['2025-11-23T09:30:00Z'],
    ['2025-11-23T09:30:00.000Z'],
    ['2025-11-23T11:30:00+02:00'],
    ['2025-11-23 09:30:00'],
    ['2025-11-23 09:30:00 UTC'],
  ])('%s', async (time) => {
    const { jobs } = await read(`queued_at,duration_s,tags\n${time},60,\n`);
    expect(jobs).toEqual([[0, 60, '', '0']]);
  });
});

test.each([
  ['docker', '1'],
  ['docker linux', '1'],
  ['docker;linux', '1'],
  ['"linux;  docker"', '1'],
  ['', '0'],
])('tags %j are those of runner %s', async (tags, able) => {
  const { jobs } = await read(`queued_at,duration_s,tags\n${T},1.5,${tags}\n`);
  expect(jobs[0]?.[3]).toBe(able);
});

test('columns and lines may be in any order, with other columns between', async () => {
  const text = `\uFEFFid,Tags,duration_s,QUEUED_AT\r\n7,,5,${T + 10}\r\n6,docker,4,${T}\r\n\r\n`;
  const { jobs, workload } = await read(text);
  expect(jobs).toEqual([
    [0, 4, 'docker', '1'],
    [10, 5, '', '0'],
  ]);
  expect(workload).toMatchObject({ start: T, end: T + 86_400 });
  expect(jobsOf(workload)).toHaveLength(2);
});

test('at most so many days are read', async () => {
  const { jobs, workload } = await read(`queued_at,duration_s,tags\n${T},1,\n${T + 2 * 86_400},1,\n`, 1);
  expect(jobs).toHaveLength(1);
  expect(workload.end).toBe(T + 86_400);
});

test('jobs that no runner may run are left out and counted', async () => {
  const { jobs, leftOut } = await read(`queued_at,duration_s,tags\n${T},1,gpu\n${T},1,\n${T},1,gpu\n`);
  expect(jobs).toHaveLength(1);
  expect(leftOut).toEqual([{ tags: 'gpu', count: 2, line: 2 }]);
});

describe('errors name their line', () => {
  const header = 'queued_at,duration_s,tags\n';
  test.each([
    ['1,2,3\n', /jobs\.csv: line 1: there is no column queued_at: the first line must be a header/],
    ['queued_at,tags\n1,a\n', /line 1: there is no column duration_s/],
    [`${header}${T},60,\nyesterday,60,\n`, /line 3: queued_at is "yesterday": it must be a time such as/],
    [`${header}12,60,\n`, /line 2: queued_at is "12"/],
    [`${header},60,\n`, /line 2: queued_at is ""/],
    [`${header}${T},1m,\n`, /line 2: duration_s is "1m": it must be a number of seconds/],
    [`${header}${T},1e9,\n`, /line 2: duration_s is "1e9": it must be a number of seconds, 2678400/],
    [
      `${header}1990-01-01,60,\n2026-11-23,60,\n`,
      /its jobs are of 13476 days, 1990-01-01 to 2026-11-23, and 366 at most are simulated: is a time wrong\?/,
    ],
    [`${header}${T},-1,\n`, /line 2: duration_s is "-1"/],
    [`${header}${T},,\n`, /line 2: duration_s is ""/],
    [`${header}${T},1\n`, /jobs\.csv: .*line 2/],
    [`${header}${T},1,"a\n`, /jobs\.csv: .*line 2/],
    [header, /it has no jobs: below its header/],
    ['', /it has no jobs/],
    [`${header}${T},1,gpu\n`, /line 2: the job has the tags "gpu", which no runner of config\.toml has/],
  ])('%j', async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  test('a missing file', async () => {
    await expect(readJobsFile('no-such.csv', RUNNERS)).rejects.toThrow(/no-such\.csv/);
  });
});

test('ten thousand lines, the last first', async () => {
  const lines = Array.from({ length: 10_000 }, (_, index) => `${T + 10_000 - index},60,docker`);
  const { jobs } = await read(`queued_at,duration_s,tags\n${lines.join('\n')}\n`);
  expect(jobs).toHaveLength(10_000);
  expect(jobs[0]?.[0]).toBe(1);
  expect(jobs.at(-1)?.[0]).toBe(10_000);
});

describe('with their pipelines', () => {
  const HEADER = 'queued_at,duration_s,tags,pipeline_id,stage,name,project,created_at';
  const row = (at: number, duration: number, ...of: (string | number)[]) =>
    [T + at, duration, '', ...of, 'acme/shop', T].join();
  const told = ({ createdAt, project, stages }: WorkloadPipeline) =>
    `${createdAt - T} ${project}: ${stages.map(({ name, jobs }) => `${name}(${jobs.map(({ name }) => name)})`).join(' ')}`;
  const pipelines = async (...rows: string[]) => {
    const { workload } = await readJobsFile(file([HEADER, ...rows].join('\n')), RUNNERS);
    return [...workload.pipelines()].map(told);
  };

  test('jobs of one pipeline come together, as it was created, in its stages', async () => {
    const rows = [
      row(95, 9, 1, 'test', 'lint'),
      row(5, 60, 1, 'build', 'app'),
      row(96, 9, 1, 'test', 'unit'),
    ];
    expect(await pipelines(...rows)).toEqual(['0 acme/shop: build(app) test(lint,unit)']);
  });

  test('a job that was retried, or started long after its turn, comes alone', async () => {
    const rows = [
      row(5, 60, 1, 'build', 'app'),
      row(70, 60, 1, 'build', 'app'),
      row(7200, 9, 1, 'deploy', 'prod'),
    ];
    expect(await pipelines(...rows)).toEqual([
      '0 acme/shop: build(app)',
      '70 acme/shop: build(app)',
      '7200 acme/shop: deploy(prod)',
    ]);
  });

  test('the same id in another project is another pipeline', async () => {
    const other = row(0, 9, 1, 'build', 'app').replace('acme/shop', 'acme/api');
    expect(await pipelines(row(1, 9, 1, 'test', 'unit'), other)).toHaveLength(2);
  });

  test('a bad time of creation is refused', async () => {
    const rows = `${HEADER}\n${T},1,,1,build,app,acme/shop,soon\n`;
    await expect(read(rows)).rejects.toThrow('line 2: created_at is "soon": it must be a time');
  });
});
