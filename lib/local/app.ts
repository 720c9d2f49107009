import { readFileSync } from 'node:fs';
import { type Context, Hono } from 'hono';
import { WARNING_SECONDS } from '../simulation/ec2.ts';
import { gitlabApi } from './gitlab-api.ts';
import { toLambdaEvent, toResponse } from './lambda-event.ts';
import { detailedView, stateView } from './state-view.ts';
import { CONTEXT, type LocalWorld, PROJECT } from './world.ts';

const page = (name: string): string => readFileSync(new URL(`page/${name}`, import.meta.url), 'utf8');
const CONTENT_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'";
const PIPELINE = ['lint', 'unit', 'build', 'e2e', 'docs'].map((name) => ({ name, stage: 'test' }));

/** The one server: GitLab's webhooks and API, the page, and what it shows. */
export function createApp(world: LocalWorld): Hono {
  const app = new Hono();
  app.route('/', gitlabApi(world.gitlab));
  app.post('/webhook', (c) => receiveWebhook(c, world));
  // Machines sign this call with their role, which only API Gateway can verify: here they call the function itself.
  app.post('/machines/register', (c) => c.text('refused: not an instance of EC2', 403));

  app.get('/api/state', async (c) => c.json(await stateView(world.store, world.scheduler.now())));
  app.get('/api/details', async (c) => c.json(await detailedView(world.store, world.scheduler.now())));
  app.post('/api/pipelines', (c) => c.json(world.gitlab.pipelines.push(PROJECT.id, PIPELINE), 201));
  app.post('/api/interrupt/:machine', (c) => interrupt(c, world));
  app.get('/healthz', (c) => c.text('ready'));
  app.get('/', (c) => c.html(page('index.html'), 200, { 'content-security-policy': CONTENT_POLICY }));
  app.get('/page.js', (c) => c.body(page('page.js'), 200, { 'content-type': 'text/javascript' }));
  app.get('/page.css', (c) => c.body(page('page.css'), 200, { 'content-type': 'text/css' }));
  return app;
}

/** What EC2 does to a spot machine: a warning now, the end two minutes later. By the machine's name or instance id. */
async function interrupt(c: Context, { store, ec2 }: LocalWorld): Promise<Response> {
  const wanted = c.req.param('machine');
  const { machines } = await store.readActive();
  const machine = machines.find(({ name, instanceId }) => name === wanted || instanceId === wanted);
  if (machine === undefined) return c.json({ error: `there is no machine ${wanted}` }, 404);
  const { name, instanceId, spotRequestId } = machine;
  if (spotRequestId === undefined) {
    return c.json({ error: `${name} is no spot machine: EC2 does not interrupt it` }, 409);
  }
  ec2.interrupt(instanceId);
  return c.json({ name, instanceId, endsInSeconds: WARNING_SECONDS }, 202);
}

/** A job that waits and was sent by hand is taken into the simulated GitLab: so that machines find it there. */
async function receiveWebhook(
  { req }: Context,
  { webhook, gitlab, scheduler }: LocalWorld,
): Promise<Response> {
  const copy = req.raw.clone();
  const answer = await webhook(await toLambdaEvent(req.raw, scheduler.now() * 1000), CONTEXT);
  if (answer.statusCode === 200) gitlab.pipelines.adopt(await copy.json());
  return toResponse(answer);
}
