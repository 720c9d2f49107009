import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { GitLabError } from '../../../lib/gitlab/gitlab-error.ts';
import { gitlabClient } from '../../../lib/gitlab/rest-client.ts';
import { gitlabApi } from '../../../lib/local/gitlab-api/gitlab-api.ts';
import { aRunner } from '../../builders/settings.ts';
import { gitlabContract } from '../../contracts/gitlab.contract.ts';
import { API_TOKEN, aGitLab } from '../simulation/gitlab/a-gitlab.ts';

let server: Server;
let answer: RequestListener = (_, response) => response.end();
let calls: string[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  calls = [];
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const client = (token = API_TOKEN, timeoutSeconds = 30, now = () => Date.now() / 1000) =>
  gitlabClient({ url: url(), token: async () => token, timeoutSeconds, now });

function serveGitLab() {
  const { gitlab, clock } = aGitLab();
  answer = getRequestListener(gitlabApi(gitlab).fetch);
  return { gitlab, clock };
}

function answerWith(status: number, body: string, headers: Record<string, string> = {}): void {
  answer = (_, response) => response.writeHead(status, headers).end(body);
}

gitlabContract("the client of GitLab's REST API", () => {
  const { gitlab, clock } = serveGitLab();
  return {
    world: gitlab,
    clock,
    gitlab: client(API_TOKEN, 30, () => clock.now()),
    requests: () => calls.length,
  };
});

test('a runner is protected, locked and limited as config.toml says', async () => {
  const { gitlab } = serveGitLab();
  const runner = aRunner({
    scope: { kind: 'Project', id: 380 },
    inGitLab: {
      isProtected: true,
      isLocked: true,
      maximumTimeout: 3600,
      maintenanceNote: 'of the platform team',
    },
  });
  const { id } = await client().createRunner(runner, 'machine-1');
  expect(gitlab.runners.find(id)).toMatchObject({
    accessLevel: 'ref_protected',
    locked: true,
    maximumTimeout: 3600,
    maintenanceNote: 'of the platform team',
  });
});

const pause = () => client().pauseRunner(1);

test.each([
  [401, '{"message":"401 Unauthorized"}', 'PUT /runners/1: GitLab answered 401: 401 Unauthorized'],
  [403, '{"message":"403 Forbidden"}', 'GitLab answered 403: 403 Forbidden'],
  [400, '{"message":{"tags":["is bad"]}}', 'GitLab answered 400: {"tags":["is bad"]}'],
  [
    403,
    '{"error":"insufficient_scope","error_description":"more"}',
    'answered 403: insufficient_scope: more',
  ],
  [502, '<html>Bad Gateway</html>', 'GitLab answered 502: <html>Bad Gateway</html>'],
  [301, '', 'a redirect, which is not followed'],
  [200, '<html>Sign in</html>', 'not JSON'],
])('an answer %i %s is an error that says so', async (status, body, message) => {
  answerWith(status, body);
  const error = await pause().catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(GitLabError);
  expect(error).toMatchObject({ method: 'PUT', path: '/runners/1', status });
  expect((error as Error).message).toContain(message);
});

test('429 says how long to wait', async () => {
  answerWith(429, '{"message":"Too many"}', { 'retry-after': '60' });
  await expect(pause()).rejects.toThrow('429: Too many (try again after 60 s)');
});

test('a redirect is not given the token', async () => {
  answerWith(302, '', { location: `${url()}/elsewhere` });
  await expect(pause()).rejects.toThrow(GitLabError);
  expect(calls).toEqual(['PUT /api/v4/runners/1']);
});

test('a wrong token is refused by GitLab', async () => {
  serveGitLab();
  await expect(client('glpat-wrong').createRunner(aRunner(), 'm')).rejects.toThrow('401 Unauthorized');
});

test('an answer that does not come is given up', async () => {
  answer = () => undefined;
  const pause = client(API_TOKEN, 0.5).pauseRunner(1);
  await expect(pause).rejects.toThrow('PUT /runners/1: GitLab did not answer: no answer within 0.5 s');
});

test('a GitLab that is not there is an error that says so', async () => {
  const away = gitlabClient({ url: 'http://127.0.0.1:1', token: async () => 't' });
  await expect(away.jobsOf(1)).rejects.toThrow(/^GET \/runners\/1\/jobs.*: GitLab did not answer: /);
});

test('a token that was replaced a moment ago is asked for anew, and once', async () => {
  serveGitLab();
  const asked: (number | undefined)[] = [];
  const replaced = (stored: string) =>
    gitlabClient({
      url: url(),
      token: async (maxAge) => {
        asked.push(maxAge);
        return maxAge === undefined ? 'glpat-revoked' : stored;
      },
    });
  await expect(replaced(API_TOKEN).createRunner(aRunner(), 'm')).resolves.toBeDefined();
  expect(asked).toEqual([undefined, 10]);
  await expect(replaced('glpat-wrong').createRunner(aRunner(), 'm')).rejects.toThrow('401 Unauthorized');
  calls = [];
  await expect(replaced('glpat-revoked').createRunner(aRunner(), 'm')).rejects.toThrow('401 Unauthorized');
  expect(calls).toHaveLength(1);
});

test('no error shows the token, not even one that cannot be sent', async () => {
  const error = await client('glpat-half\nglpat-half')
    .pauseRunner(1)
    .catch((reason: unknown) => reason);
  expect((error as Error).message).toContain('is the access token one line');
  expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('glpat-half');
});

test('a project that is not shown to us hides its jobs, and only those', async () => {
  answer = (request, response) => {
    if (request.url?.includes('/projects/1/'))
      return response.writeHead(403).end('{"message":"403 Forbidden"}');
    const job = {
      id: 2,
      name: 'unit',
      status: 'pending',
      created_at: '2026-11-24T10:00:00.000Z',
      tag_list: [],
    };
    return response.end(JSON.stringify(job));
  };
  expect(await client().findJob({ id: 1, projectId: 1 })).toBeUndefined();
  expect(await client().activeJobs(1, 1)).toEqual({ jobs: [], isLast: true });
  expect(await client().findJob({ id: 2, projectId: 2 })).toMatchObject({ id: 2 });
});

test('a token that may do too little is an error, not a job that does not exist', async () => {
  answerWith(403, '{"error":"insufficient_scope"}');
  await expect(client().findJob({ id: 1, projectId: 1 })).rejects.toThrow('insufficient_scope');
});

test('a job in a state that is not known is left out', async () => {
  answerWith(200, '{"id":1,"name":"n","status":"dreaming","created_at":"2026-11-24T10:00:00Z"}');
  expect(await client().findJob({ id: 1, projectId: 1 })).toBeUndefined();
});

test.each([
  [{ queued_duration: '4.2' }, 'waited', undefined],
  [{ queued_duration: Number.MIN_VALUE }, 'waited', 0],
  [{ stage: 7 }, 'stage', undefined],
  [{ pipeline: { id: null } }, 'pipelineId', undefined],
  [{ failure_reason: {} }, 'failureReason', undefined],
  [{ web_url: 7 }, 'webUrl', undefined],
  [{ tag_list: null }, 'tags', []],
] as const)('a job whose figures are odd, such as %j, hides no other', async (change, key, value) => {
  const job = { id: 2, name: 'unit', status: 'pending', created_at: '2026-11-24T10:00:00.000Z' };
  answerWith(
    200,
    JSON.stringify([
      { ...job, ...change },
      { ...job, id: 3 },
    ]),
  );
  const { jobs } = await client().activeJobs(2, 1);
  expect(jobs.map(({ id }) => id)).toEqual([2, 3]);
  expect(jobs[0]?.[key]).toEqual(value);
});

test('an answer of another shape is refused by the name of the key', async () => {
  answerWith(200, '{"id":"1","name":"n","status":"pending","created_at":"never"}');
  const asked = client().findJob({ id: 1, projectId: 1 });
  await expect(asked).rejects.toThrow('unexpected answer: id: expected number, found "1"; created_at: ');
});
