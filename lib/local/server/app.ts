import { type Context, Hono } from 'hono';
import { LONG_POLL_SECONDS } from '../../simulation/gitlab/runner-queues.ts';
import { CONTEXT } from '../../simulation/lambda-context.ts';
import { controls } from '../controls/controls.ts';
import { eventStreams } from '../dashboard/event-stream.ts';
import { pageFiles } from '../dashboard/page-files.ts';
import { tellTime } from '../dashboard/tell-time.ts';
import { gitlabApi } from '../gitlab-api/gitlab-api.ts';
import type { LocalWorld } from '../world/world.ts';
import { toLambdaEvent, toResponse } from './lambda-event.ts';
import { sameOriginOnly } from './same-origin.ts';
import { detailedView, stateView } from './state-view.ts';

/**
 * Says who signed a call, as API Gateway's `aws_iam` authorizer does: `<role id>:<instance id>`. Undefined where the
 * signature does not hold.
 */
type Authorizer = (request: Request) => Promise<string | undefined>;

/** No call can be signed: the simulated machines call the function itself. */
const nobody: Authorizer = async () => undefined;

interface AppOptions {
  readonly authorize?: Authorizer;
  /** Seconds for which GitLab holds the poll of a runner that there is no job for; 0: it answers at once. */
  readonly pollSeconds?: number;
}

/** The one server: GitLab's webhooks and API, the page, and what it shows. */
export function createApp(world: LocalWorld, options: AppOptions = {}): Hono {
  const { authorize = nobody, pollSeconds = LONG_POLL_SECONDS } = options;
  const app = new Hono();
  app.route('/', gitlabApi(world.gitlab, { scheduler: world.scheduler, seconds: pollSeconds }));
  app.post('/webhook', (c) => receiveWebhook(c, world));
  app.get('/machines/script', async () => toResponse(await world.script()));
  app.post('/machines/register', (c) => callAsMachine(c, world, world.register, authorize));
  app.post('/machines/report', (c) => callAsMachine(c, world, world.report, authorize));
  app.get('/healthz', (c) => c.text('ready'));
  app.route('/', pageFiles());
  app.route('/api', pageApi(world));
  return app;
}

/** What the page asks for and does. */
function pageApi(world: LocalWorld): Hono {
  const { recorder, scheduler, store } = world;
  const api = new Hono();
  api.use(sameOriginOnly);
  api.get('/state', async (c) => c.json(await stateView(store, scheduler.now())));
  api.get('/details', async (c) => c.json(await detailedView(store, scheduler.now())));
  api.get(
    '/events',
    eventStreams(recorder.feed, () => tellTime(recorder, scheduler)),
  );
  api.route('/', controls(world));
  return api;
}

type MachineFunction = LocalWorld['register'] | LocalWorld['report'];

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-access-control-iam.html */
async function callAsMachine(
  { req }: Context,
  { scheduler }: LocalWorld,
  call: MachineFunction,
  authorize: Authorizer,
): Promise<Response> {
  const userId = await authorize(req.raw.clone() as Request);
  if (userId === undefined) return Response.json({ message: 'Forbidden' }, { status: 403 });
  const event = await toLambdaEvent(req.raw, scheduler.now() * 1000);
  const requestContext = { ...event.requestContext, authorizer: { iam: { userId } } };
  return toResponse(await call({ ...event, requestContext }, CONTEXT));
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
