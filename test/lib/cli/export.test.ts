import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ServerType, serve } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { projectJobs } from '../../../lib/cli/export/project-jobs.ts';
import { readJobsFile } from '../../../lib/compare/workloads/jobs-file.ts';
import { GitLabError } from '../../../lib/gitlab/gitlab-error.ts';
import type { Request } from '../../../lib/gitlab/request.ts';
import { gitlabApi } from '../../../lib/local/gitlab-api/gitlab-api.ts';
import { VirtualClock } from '../../../lib/simulation/clock/virtual-clock.ts';
import { SimulatedGitLab } from '../../../lib/simulation/gitlab/gitlab.ts';
import { SeededRandom } from '../../../lib/simulation/seeded-random.ts';
import { aRunner } from '../../builders/settings.ts';
import { jobsOf } from '../../builders/workload.ts';
import { bastionless } from './bastionless.ts';

const TOKEN = 'glpat-the-token-of-this-test';
const NEVER_RAN = { id: 1, pipeline: { id: 7 }, stage: 'test', name: 'unit' };
const DAY = 86_400;
const folder = mkdtempSync(join(tmpdir(), 'bastionless-'));
const out = join(folder, 'jobs.csv');

/** Began 40 days ago: the command asks for the last days by the real time. */
const clock = new VirtualClock(Date.now() / 1000 - 40 * DAY);
const gitlab = new SimulatedGitLab({ clock, random: new SeededRandom(1), apiToken: TOKEN });
const asked: string[] = [];
/** Answers in place of GitLab, once each. */
const instead: ((c: Context) => Response)[] = [];
let server: ServerType;
let url: string;

beforeAll(async () => {
  const app = new Hono();
  app.use(async (c, next) => {
    asked.push(c.req.url);
    const answer = instead.shift();
    if (answer !== undefined) return answer(c);
    return next();
  });
  app.route('/', gitlabApi(gitlab));
  server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' });
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  gitlab.projects.add({ id: 380, path: 'acme/shop', groupId: 12 });
  await pastJobs();
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});
afterEach(() => {
  asked.length = 0;
  instead.length = 0;
});

/** A job an hour: each waits 5 s and runs 60 s. */
async function pastJobs(): Promise<void> {
  const created = gitlab.runners.create({
    ...{ type: 'instance_type', description: '', tags: ['docker', 'big disk'], runUntagged: true },
  });
  if (created.kind !== 'Created') throw new Error(created.message);
  const { token } = created.runner;
  while (clock.now() < Date.now() / 1000 - 3600) {
    gitlab.pipelines.push(380, [{ name: 'unit', tags: ['docker', 'big disk'], duration: 60 }]);
    await clock.advance(5);
    const request = gitlab.requestJob(token);
    if (request.kind !== 'Given') throw new Error('there is no job');
    await clock.advance(60);
    gitlab.updateJob(request.job.id, request.job.token, { state: 'success' });
    await clock.advance(3600 - 65);
  }
  const [waiting] = gitlab.pipelines.push(380, [{ name: 'waits still' }]);
  if (waiting === undefined) throw new Error('there is no job');
}

const exported = (...args: string[]) =>
  bastionless('export', '--project', '380', '--url', url, '--token', TOKEN, ...args);

test('writes the jobs that ran in these days, page by page', async () => {
  const { code, out: csv, err } = await exported('--days', '10');
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringMatching(/^2\d\d jobs that ran in the last 10 days\.\n$/),
  });
  const [header, ...lines] = csv.trimEnd().split('\n');
  expect(header).toBe('queued_at,duration_s,tags,pipeline_id,stage,name,project,created_at');
  expect(lines.length).toBeGreaterThanOrEqual(238);
  expect(lines.length).toBeLessThanOrEqual(240);
  for (const line of lines)
    expect(line).toMatch(/^[\dT:.-]{23}Z,60,docker;big disk,\d+,test,unit,380,[\dT:.-]{23}Z$/);
  expect(asked).toHaveLength(3);
  expect(new URL(asked[1] ?? '').searchParams.get('cursor')).toMatch(/^\d+$/);
});

test('what it writes can be simulated: jobs wait from when GitLab queued them', async () => {
  await exported('--days', '2', '--out', out);
  const { workload } = await readJobsFile(out, [aRunner({ tags: ['docker', 'big', 'disk'] })]);
  const jobs = jobsOf(workload);
  expect(jobs.length).toBeGreaterThan(40);
  const first = [...gitlab.jobs.all()].find(
    ({ queuedAt = 0 }) => Math.abs(queuedAt - (jobs[0]?.createdAt ?? 0)) < 1,
  );
  expect(first?.status).toBe('success');
});

test('a GitLab that has pages by number only is read too', async () => {
  const listed = (id: number) => ({
    ...{ id, created_at: new Date().toISOString(), started_at: '2026-11-24T10:00:05.000Z' },
    ...{ duration: 1.5, queued_duration: 5, tag_list: ['a"b'] },
    ...{ pipeline: { id: 7 }, stage: 'test', name: 'unit, slow' },
  });
  instead.push((c) => c.json([listed(2)], 200, { 'x-next-page': '2' }));
  instead.push((c) => c.json([listed(1)], 200, { 'x-next-page': '' }));
  const { out: csv } = await exported();
  for (const line of csv.split('\n').slice(1, 3))
    expect(line).toMatch(/^2026-11-24T10:00:00\.000Z,1\.5,"a""b",7,test,"unit, slow",380,/);
  expect(new URL(asked[1] ?? '').searchParams.get('page')).toBe('2');
});

test('the token goes to no other host, and is shown nowhere', async () => {
  instead.push((c) =>
    c.json([{ ...NEVER_RAN, created_at: new Date().toISOString() }], 200, {
      link: '<https://elsewhere.example.com/api/v4/x?cursor=1>; rel="next"',
    }),
  );
  const { code, out: csv, err } = await exported('--days', '1');
  expect(code).toBe(0);
  expect(asked.every((address) => address.startsWith(url))).toBe(true);
  expect(csv + err).not.toContain(TOKEN);
});

describe('what is wrong is said plainly', () => {
  test.each<[string, string[], number, RegExp]>([
    ['no such project', ['--project', '9'], 1, /GitLab has no project 9, or does not show it/],
    ['a token that is not valid', ['--token', 'glpat-wrong'], 1, /GitLab does not accept the access token/],
    ['no token', ['--token', ''], 1, /there is no access token for GitLab/],
    ['days', ['--days', '0'], 2, /--days.*whole number, 1 or more/],
    ['a folder', ['--out', '/no/such/folder/jobs.csv'], 1, /there is no folder \/no\/such\/folder/],
    ['a folder for a file', ['--out', folder], 1, /is a folder, not a file/],
    ['a full disk', ['--out', '/dev/full'], 1, /ENOSPC.*\n {2}Is it a file that you may write/],
    ['nobody there', ['--url', 'http://127.0.0.1:9'], 1, /GitLab did not answer/],
  ])('%s', async (_, args, code, message) => {
    const outcome = await exported(...args);
    expect(outcome.code).toBe(code);
    expect(outcome.err).toMatch(message);
    expect(outcome.err).not.toMatch(/glpat|\n\s+at /);
  });

  test('where GitLab answers nothing, nothing is written', async () => {
    expect(await exported('--token', 'glpat-wrong')).toMatchObject({ code: 1, out: '' });
  });

  test('where GitLab fails on the way, the file before it stays, and there is no half a one', async () => {
    writeFileSync(out, 'before');
    const listed = { ...NEVER_RAN, created_at: new Date().toISOString() };
    instead.push((c) => c.json([listed], 200, { 'x-next-page': '2' }));
    instead.push((c) => c.json({}, 404));
    expect(await exported('--out', out)).toMatchObject({ code: 1 });
    expect(readFileSync(out, 'utf8')).toBe('before');
    expect(readdirSync(folder)).toEqual(['jobs.csv']);
  });

  test('a GitLab that asks for patience is asked again, and each wait is told', async () => {
    const told: string[] = [];
    const failures = [429, 502];
    const request: Request = async (call) => {
      const status = failures.shift();
      if (status !== undefined) throw new GitLabError(call, status, '');
      return { json: [], headers: new Headers(), ahead: 0 };
    };
    const wait = async () => undefined;
    const tell = (what: string) => told.push(what);
    for await (const jobs of projectJobs(request, { project: '380', since: 0, tell, wait }))
      expect(jobs).toEqual([]);
    expect(told).toEqual([
      'GitLab answered 429: asked again in 15 s',
      'GitLab answered 502: asked again in 30 s',
    ]);
  });

  test('no project', async () => {
    expect(await bastionless('export', '--url', url)).toMatchObject({ code: 2, out: '' });
  });
});
