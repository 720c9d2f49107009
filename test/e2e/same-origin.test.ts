import { request } from 'node:http';
import { type RunningWorld, startWorld } from './a-world.ts';

let world: RunningWorld;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** With headers that fetch does not let one choose. Answers with the status. */
function send(method: string, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(`${world.url}${path}`, { method, headers }, (answer) => {
      answer.destroy();
      resolve(answer.statusCode ?? 0);
    });
    sent.once('error', reject).end();
  });
}

test.each<[string, Record<string, string>, number]>([
  ['a command line', {}, 201],
  ['the page itself', { 'sec-fetch-site': 'same-origin', origin: 'OWN' }, 201],
  ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://example.com' }, 403],
  ['another port of this computer', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:1' }, 403],
  ['an old browser on another site', { origin: 'https://example.com' }, 403],
  ['a page without an origin', { origin: 'null' }, 403],
  [
    'a name that was made to mean this computer',
    { host: 'example.com', 'sec-fetch-site': 'same-origin' },
    403,
  ],
])('%s may push a pipeline, or not', async (_, { origin, ...headers }, status) => {
  const own = origin === 'OWN' ? world.url : origin;
  const sent = { ...headers, ...(own !== undefined && { origin: own }) };
  expect(await send('POST', '/api/pipelines', sent)).toBe(status);
});

test.each([
  ['GET', '/api/events'],
  ['GET', '/api/details'],
  ['POST', '/api/clock/jump'],
  ['POST', '/api/webhooks/lose'],
])('%s %s is not answered under a foreign name', async (method, path) => {
  expect(await send(method, path, { host: 'example.com' })).toBe(403);
});

test.each([
  ['/api/pipelines', '{"size": "huge"}', 400],
  ['/api/pipelines', '{', 400],
  ['/api/webhooks/lose', '{"count": -1}', 400],
  ['/api/webhooks/lose', '', 400],
  ['/api/clock/speed', '{"speed": 0}', 400],
  ['/api/interrupt/no-such-machine', '', 404],
  ['/page/..%2Fworld.ts', '', 404],
])('POST %s with %j is %i', async (path, body, status) => {
  expect((await fetch(`${world.url}${path}`, { method: 'POST', body })).status).toBe(status);
});

test('the next webhooks are lost, and those after them are not', async () => {
  await world.clock.advance(1);
  await fetch(`${world.url}/api/webhooks/lose`, { method: 'POST', body: '{"count": 5}' });
  const pushed = await fetch(`${world.url}/api/pipelines`, { method: 'POST' });
  const ids = ((await pushed.json()) as { id: number }[]).map(({ id }) => id);
  await world.clock.advance(1);
  const known = (await world.details()).jobs.filter(({ id }) => ids.includes(id));
  // Five jobs are created, and the first waits: six webhooks.
  expect(known.map(({ id, status }) => ({ id, status }))).toEqual([{ id: ids[0], status: 'pending' }]);
  expect(world.lostWebhooks.left).toBe(0);
});

test('the page’s files are sent with a policy that lets nothing else in', async () => {
  for (const path of ['/', '/page/main.js', '/page/uPlot.esm.js', '/page/style/base.css', '/page/icon.svg']) {
    const { status, headers } = await fetch(`${world.url}${path}`);
    expect({ path, status }).toEqual({ path, status: 200 });
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
  }
  expect((await fetch(`${world.url}/page/tsconfig.json`)).status).toBe(404);
});
