import { Hono } from 'hono';
import { Gate } from '../../../../lib/local/server/gate.ts';

test('a request before the app is ready is told to come again, and holds nothing up', async () => {
  const gate = new Gate();
  const ask = () => gate.fetch(new Request('http://localhost/healthz'));
  const early = await ask();
  expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ready'));
  gate.open(app);
  expect((await ask()).status).toBe(200);
});
