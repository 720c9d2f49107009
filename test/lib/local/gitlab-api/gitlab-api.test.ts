import { gitlabApi } from '../../../../lib/local/gitlab-api/gitlab-api.ts';
import { DEVELOPER, FULL_ACCESS, GUEST } from '../../../../lib/simulation/gitlab/access.ts';
import type { SimulatedGitLab } from '../../../../lib/simulation/gitlab/gitlab.ts';
import { LONG_POLL_SECONDS } from '../../../../lib/simulation/gitlab/runner-queues.ts';
import { API_TOKEN, aGitLab, aRunnerOf, take } from '../../simulation/gitlab/a-gitlab.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

/** The keys of answers that tests look at by name. */
interface Shown {
  readonly id: number;
  readonly token: string;
  readonly status: string;
  readonly message: string;
  readonly job_info: object;
  readonly steps: readonly object[];
  readonly variables: readonly object[];
}

const shownIn = async (response: Response): Promise<Shown> => (await response.json()) as Shown;

function open() {
  const { gitlab, clock } = aGitLab();
  const api = gitlabApi(gitlab, { scheduler: clock, seconds: LONG_POLL_SECONDS });
  const send = (method: string, path: string, headers: Record<string, string>, body?: unknown) =>
    api.request(`/api/v4${path}`, {
      method,
      headers: { ...JSON_TYPE, ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  return {
    ...{ gitlab, clock },
    rest: (method: string, path: string, body?: unknown) =>
      send(method, path, { 'private-token': API_TOKEN }, body),
    runner: (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) =>
      send(method, path, headers, body),
    api,
  };
}

test.each([
  ['GET', '/runners/1'],
  ['PUT', '/runners/1'],
  ['POST', '/user/runners'],
  ['GET', '/projects/380/jobs'],
  ['POST', '/projects/380/hooks'],
])('%s %s wants the access token', async (method, path) => {
  const { runner } = open();
  for (const headers of [{}, { 'private-token': 'glpat-wrong' }]) {
    const response = await runner(method, path, undefined, headers as Record<string, string>);
    expect([response.status, await response.json()]).toEqual([401, { message: '401 Unauthorized' }]);
  }
});

test.each([
  ['GET', '/projects/9/jobs', '404 Project Not Found'],
  ['GET', '/projects/380/jobs/9', '404 Not found'],
  ['GET', '/runners/9', '404 Not found'],
  ['PUT', '/runners/9', '404 Not found'],
  ['DELETE', '/runners/9', '404 Not found'],
  ['GET', '/runners/9/jobs', '404 Not found'],
])('%s %s is not found', async (method, path, message) => {
  const response = await open().rest(method, path);
  expect([response.status, await response.json()]).toEqual([404, { message }]);
});

test.each([
  [{}, 'runner_type is invalid'],
  [{ runner_type: 'project_type' }, 'Missing/invalid scope'],
  [{ runner_type: 'group_type', group_id: 999 }, 'Missing/invalid scope'],
  [{ runner_type: 'instance_type', run_untagged: false }, 'Tags list can not be empty'],
  ['{', 'not JSON'],
])('a runner of %j is refused', async (body, message) => {
  const response = await open().rest('POST', '/user/runners', body);
  expect(response.status).toBe(400);
  expect((await shownIn(response)).message).toContain(message);
});

test('a runner is created from a form too', async () => {
  const { rest, api } = open();
  const form = await api.request('/api/v4/user/runners', {
    method: 'POST',
    headers: { 'private-token': API_TOKEN },
    body: new URLSearchParams({ runner_type: 'instance_type', tag_list: 'x, y', run_untagged: 'false' }),
  });
  const shown = await rest('GET', `/runners/${(await shownIn(form)).id}`);
  expect(await shown.json()).toMatchObject({ tag_list: ['x', 'y'], run_untagged: false });
});

test.each([
  ['a page before the first', 'GET', '/projects/380/jobs?page=0', 400],
  ['the retry of a job that has not ended', 'POST', '/projects/380/jobs/JOB/retry', 403],
])('%s is refused', async (_, method, path, status) => {
  const { gitlab, rest } = open();
  const [job] = gitlab.pipelines.push(380, [{ name: 'unit' }]);
  expect((await rest(method, path.replace('JOB', `${job?.id}`))).status).toBe(status);
});

test('a hook is added and listed, and never shows its token', async () => {
  const { rest } = open();
  const hook = {
    url: 'https://hook.example.com/webhook',
    token: 'shh',
    job_events: true,
    push_events: false,
  };
  const added = await rest('POST', '/projects/380/hooks', hook);
  expect(added.status).toBe(201);
  const listed = await (await rest('GET', '/projects/380/hooks')).json();
  expect(listed).toEqual([await added.json()]);
  expect(listed).toMatchObject([{ url: hook.url, job_events: true }]);
  expect(JSON.stringify(listed)).not.toContain('shh');
  expect((await rest('POST', '/projects/380/hooks', { url: 'nowhere' })).status).toBe(400);
});

test('gitlab-runner verifies, takes a job, writes its log and ends it; the webhooks follow in order', async () => {
  const { gitlab, rest, runner } = open();
  const told: string[] = [];
  gitlab.onWebhook((hook) => told.push(`${hook.build_status} ${hook.runner?.id ?? '-'}`));
  const { id, token } = await shownIn(await rest('POST', '/user/runners', { runner_type: 'instance_type' }));
  const me = { token, system_id: 's_0123456789ab' };

  const verified = await runner('POST', '/runners/verify', me);
  expect([verified.status, await verified.json()]).toEqual([200, { id, token, token_expires_at: null }]);
  const none = await runner('POST', '/jobs/request', me);
  expect(none.status).toBe(204);
  expect(none.headers.get('x-gitlab-last-update')).toBeTruthy();

  gitlab.pipelines.push(380, [{ name: 'unit', duration: 12 }]);
  const given = await runner('POST', '/jobs/request', {
    ...me,
    last_update: none.headers.get('x-gitlab-last-update'),
  });
  expect(given.status).toBe(201);
  const job = await shownIn(given);
  expect(job.job_info).toEqual({
    id: job.id,
    name: 'unit',
    stage: 'test',
    project_id: 380,
    project_name: 'shop',
  });
  expect(job.steps).toEqual([expect.objectContaining({ name: 'script', script: ['sleep 12'] })]);
  expect(job.variables).toContainEqual(expect.objectContaining({ key: 'GIT_STRATEGY', value: 'none' }));
  expect(job.variables).toContainEqual(expect.objectContaining({ key: 'BASTIONLESS_DURATION', value: '12' }));
  expect((await runner('POST', '/jobs/request', me)).status).toBe(204);

  const part = (text: string, range: string) =>
    runner('PATCH', `/jobs/${job.id}/trace`, text, { 'job-token': job.token, 'content-range': range });
  const first = await part('grüß\n', '0-6');
  expect(first.status).toBe(202);
  expect(Object.fromEntries(first.headers)).toMatchObject({
    ...{ 'job-status': 'running', range: '0-7', 'x-gitlab-trace-update-interval': '3' },
  });
  const misfit = await part('lost', '3-6');
  expect([misfit.status, misfit.headers.get('range')]).toEqual([416, '0-7']);
  expect((await part('done\n', '7-11')).headers.get('range')).toBe('0-12');
  expect((await part('x', 'nonsense')).status).toBe(400);

  const running = await (await rest('GET', `/runners/${id}/jobs?status=running`)).json();
  expect(running).toEqual([
    expect.objectContaining({ id: job.id, project: expect.objectContaining({ id: 380 }) }),
  ]);
  expect((await runner('PUT', `/jobs/${job.id}`, { token: 'wrong', state: 'success' })).status).toBe(403);
  expect((await runner('PUT', `/jobs/${job.id}`, { token: job.token, state: 'running' })).status).toBe(200);
  expect((await runner('PUT', `/jobs/${job.id}`, { token: job.token, state: 'success' })).status).toBe(200);

  expect(told).toEqual(['created -', 'pending -', `running ${id}`, `success ${id}`]);
  const shown = await (await rest('GET', `/projects/380/jobs/${job.id}`)).json();
  expect(shown).toMatchObject({
    status: 'success',
    runner: { id },
    runner_manager: { system_id: me.system_id },
  });
  const known = gitlab.jobs.find(job.id);
  expect(known && gitlab.runnerSide.traceOf(known).text()).toBe('grüß\ndone\n');
});

test('the runner of a canceled job learns of it when it writes its log, and cannot end the job', async () => {
  const { gitlab, runner } = open();
  gitlab.pipelines.push(380, [{ name: 'unit' }]);
  const job = take(gitlab, aRunnerOf(gitlab));
  gitlab.pipelines.cancel(job.id);
  const headers = { 'job-token': job.token, 'content-range': '0-1' };
  const traced = await runner('PATCH', `/jobs/${job.id}/trace`, 'x', headers);
  expect([traced.status, traced.headers.get('job-status')]).toEqual([403, 'canceled']);
  const ended = await runner('PUT', `/jobs/${job.id}`, { token: job.token, state: 'success' });
  expect([ended.status, ended.headers.get('job-status')]).toEqual([403, 'canceled']);
  expect((await runner('PATCH', `/jobs/${job.id}/trace`, 'x', { 'content-range': '0-1' })).status).toBe(403);
});

test('a runner that GitLab does not know is forbidden', async () => {
  const { runner } = open();
  for (const path of ['/runners/verify', '/jobs/request']) {
    expect((await runner('POST', path, { token: 'glrt-none' })).status).toBe(403);
    expect((await runner('POST', path, {})).status).toBe(400);
  }
});

test('a current runner confirms that it begins its job, and reports again until its log is stored', async () => {
  const { gitlab, rest, runner } = open();
  gitlab.runnerSide.storesTracesByPart = true;
  const { id, token } = await shownIn(await rest('POST', '/user/runners', { runner_type: 'instance_type' }));
  gitlab.pipelines.push(380, [{ name: 'unit' }]);
  const features = { two_phase_job_commit: true, cancel_gracefully: true };
  const given = await runner('POST', '/jobs/request', {
    token,
    system_id: 's_0123456789ab',
    info: { features },
  });
  const job = await shownIn(given);
  const put = async (said: object): Promise<[number, string | null]> => {
    const answer = await runner('PUT', `/jobs/${job.id}`, { token: job.token, ...said });
    return [answer.status, answer.headers.get('job-status')];
  };
  const statusOf = async () => (await shownIn(await rest('GET', `/projects/380/jobs/${job.id}`))).status;
  const executes = async () =>
    (await (await rest('PUT', `/runners/${id}`, { paused: true })).json()) as object;

  expect(await statusOf()).toBe('pending');
  expect(await executes()).toMatchObject({ job_execution_status: 'idle' });
  expect(await put({ state: 'success' })).toEqual([400, null]);
  expect(await put({ state: 'running' })).toEqual([200, 'running']);
  expect(await put({ state: 'pending' })).toEqual([400, null]);
  expect(await executes()).toMatchObject({ job_execution_status: 'active' });
  const headers = { 'job-token': job.token, 'content-range': '0-4' };
  expect((await runner('PATCH', `/jobs/${job.id}/trace`, 'done\n', headers)).status).toBe(202);
  const end = { state: 'success', output: { checksum: 'crc32:1234abcd', bytesize: 5 } };
  expect(await put(end)).toEqual([202, 'running']);
  expect(await put(end)).toEqual([200, 'success']);
  expect(await statusOf()).toBe('success');
});

describe('the poll of a runner that names its queue’s version', () => {
  /** A project's runner, whose first poll found no job, and its next. */
  async function polling() {
    const { gitlab, clock, runner } = open();
    const { id, token } = aRunnerOf(gitlab, { type: 'project_type', projectId: 380, tags: ['docker'] });
    const versionIn = (answer: Response) => answer.headers.get('x-gitlab-last-update') ?? '';
    const poll = (version?: string) =>
      runner('POST', '/jobs/request', { token, ...(version !== undefined && { last_update: version }) });
    const version = versionIn(await poll());
    const held: number[] = [];
    const next = (async () => held.push((await poll(version)).status))();
    const settled = () => new Promise((resolve) => setImmediate(resolve));
    await settled();
    return { ...{ gitlab, clock, id, poll, version, held, next, versionIn }, settled };
  }

  test('is held for 50 s of the clock, and then finds none', async () => {
    const { clock, held, next, settled } = await polling();
    await clock.advance(49);
    await settled();
    expect(held).toEqual([]);
    await clock.advance(1);
    await next;
    expect(held).toEqual([204]);
  });

  test.each<[string, (gitlab: SimulatedGitLab, id: number) => void]>([
    [
      'a job waits that it may run',
      (gitlab) => gitlab.pipelines.push(380, [{ name: 'unit', tags: ['docker'] }]),
    ],
    ['it is paused', (gitlab, id) => gitlab.runners.setPaused(id, true)],
    ['it is resumed', (gitlab, id) => gitlab.runners.setPaused(id, false)],
  ])('is let go when %s', async (_, change) => {
    const { gitlab, id, held, next } = await polling();
    change(gitlab, id);
    await next;
    expect(held).toEqual([204]);
  });

  test.each<[string, number, string[]]>([
    ['its tags', 380, ['windows']],
    ['its project', 381, ['docker']],
  ])('is held on when a job waits that is not of %s', async (_, project, tags) => {
    const { gitlab, held, settled, poll, version } = await polling();
    gitlab.pipelines.push(project, [{ name: 'unit', tags }]);
    await settled();
    expect(held).toEqual([]);
    expect((await poll()).headers.get('x-gitlab-last-update')).toBe(version);
  });

  test('gets a job that waited before the runner was allowed it, but only after an hour', async () => {
    const { gitlab, clock, poll, version, versionIn, settled } = await polling();
    gitlab.projects.add({ id: 382, path: 'acme/docs', groupId: 7 });
    const [job] = gitlab.pipelines.push(382, [{ name: 'unit', tags: ['docker'] }]);
    for (const { id } of gitlab.runners.all()) gitlab.runners.enable(id, 382);
    await clock.advance(3599);
    const cached = poll(version);
    await settled();
    await clock.advance(50);
    expect((await cached).status).toBe(204);
    const given = await poll(version);
    expect([given.status, (await shownIn(given)).id]).toEqual([201, job?.id]);
    const none = await poll(version);
    expect(versionIn(none)).not.toBe(version);
  });

  test('comes again with the old version, and gets the job', async () => {
    const { gitlab, poll, version, next } = await polling();
    gitlab.pipelines.push(380, [{ name: 'unit', tags: ['docker'] }]);
    await next;
    expect((await poll(version)).status).toBe(201);
    const none = await poll(version);
    expect(none.status).toBe(204);
    expect(none.headers.get('x-gitlab-last-update')).not.toBe(version);
  });

  test('is held even if its runner is deleted, and then forbidden', async () => {
    const { gitlab, clock, id, poll, version, held, next } = await polling();
    gitlab.runners.delete(id);
    await clock.advance(50);
    await next;
    expect(held).toEqual([204]);
    expect((await poll(version)).status).toBe(403);
  });
});

test('a runner manager can leave once', async () => {
  const { rest, runner } = open();
  const { token } = await shownIn(await rest('POST', '/user/runners', { runner_type: 'instance_type' }));
  const me = { token, system_id: 's_0123456789ab' };
  await runner('POST', '/runners/verify', me);
  const leave = async (who: object) => (await runner('DELETE', '/runners/managers', who)).status;
  expect(await leave({ ...me, token: 'glrt-none' })).toBe(403);
  expect(await leave({ token })).toBe(400);
  expect([await leave(me), await leave(me)]).toEqual([204, 404]);
});

test.each([
  ['POST', '/user/runners', ['manage_runner', 'read_api']],
  ['PUT', '/runners/1', ['create_runner', 'read_api']],
  ['GET', '/projects/380/jobs', ['create_runner', 'manage_runner']],
  ['POST', '/projects/380/jobs/1/retry', ['create_runner', 'manage_runner', 'read_api']],
])('%s %s takes more than the scopes %j', async (method, path, scopes) => {
  const { gitlab, rest } = open();
  gitlab.access = { ...FULL_ACCESS, scopes };
  const answer = await rest(method, path);
  expect([answer.status, await answer.json()]).toEqual([
    403,
    expect.objectContaining({ error: 'insufficient_scope' }),
  ]);
});

test('only maintainers may change a job of a protected branch, and guests may change none', async () => {
  const { gitlab, rest } = open();
  const [free, kept] = gitlab.pipelines.push(380, [{ name: 'a' }, { name: 'b', isProtected: true }]);
  const cancel = async (id = 0) => (await rest('POST', `/projects/380/jobs/${id}/cancel`)).status;
  gitlab.access = { ...FULL_ACCESS, level: DEVELOPER };
  expect([await cancel(free?.id), await cancel(kept?.id)]).toEqual([201, 403]);
  gitlab.access = { ...FULL_ACCESS, level: GUEST };
  expect([await cancel(free?.id), await cancel(kept?.id)]).toEqual([403, 403]);
});

test('a runner that serves more than one project is not deleted', async () => {
  const { gitlab, rest } = open();
  const { id } = aRunnerOf(gitlab, { type: 'project_type', projectId: 380 });
  gitlab.runners.enable(id, 381);
  const answer = await rest('DELETE', `/runners/${id}`);
  expect([answer.status, (await shownIn(answer)).message]).toEqual([
    403,
    '403 Forbidden - Runner associated with more than one project',
  ]);
});

test('runners of a place are listed without their tags and last call', async () => {
  const { gitlab, rest } = open();
  const runner = aRunnerOf(gitlab, { type: 'project_type', projectId: 380 });
  gitlab.runners.contact(runner.token);
  const [listed] = (await (await rest('GET', '/projects/380/runners?type=project_type')).json()) as object[];
  expect(listed).toMatchObject({ id: runner.id, status: 'online', job_execution_status: 'idle' });
  expect(listed).not.toHaveProperty('contacted_at');
  expect(await (await rest('GET', `/runners/${runner.id}`)).json()).toHaveProperty('contacted_at');
});

test('a list of jobs has no total, and a limit of requests a minute', async () => {
  const { gitlab, rest } = open();
  gitlab.pipelines.push(380, [{ name: 'a' }]);
  gitlab.jobLists.most = 1;
  const answer = await rest('GET', '/projects/380/jobs');
  expect([answer.headers.get('x-total'), answer.headers.get('x-next-page')]).toEqual([null, '']);
  const refused = await rest('GET', '/projects/380/jobs');
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
});
