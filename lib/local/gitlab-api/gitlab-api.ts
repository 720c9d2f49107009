import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import { RestRefusal } from '../../simulation/gitlab/rest/call.ts';
import { dateOf } from '../../simulation/gitlab/rest/date.ts';
import type { LongPolling } from '../../simulation/gitlab/runner-queues.ts';
import { accessRoutes } from './access.ts';
import { hookRoutes } from './hooks.ts';
import { answerRefusal, restRoutes } from './rest.ts';
import { runnerSideRoutes } from './runner-side.ts';

/**
 * The HTTP API of the simulated GitLab under /api/v4: for our REST client, for people, and for a real gitlab-runner, whose
 * polls it holds if it is told for how long.
 */
export function gitlabApi(gitlab: SimulatedGitLab, polling?: LongPolling): Hono {
  const api = new Hono().basePath('/api/v4');
  api.onError(answerRefusal);
  api.use(async (c, next) => {
    await next();
    c.header('Date', dateOf(gitlab));
  });
  api.notFound((c) => c.json({ error: '404 Not Found' }, 404));

  api.route('/', runnerSideRoutes(gitlab, polling));
  const authenticated = new Hono();
  authenticated.use(
    createMiddleware(async (c, next) => {
      if (!gitlab.isApiToken(c.req.header('private-token'))) throw new RestRefusal(401, 'Unauthorized');
      await next();
    }),
  );
  authenticated.route('/projects/:place/hooks', hookRoutes(gitlab, 'Project'));
  authenticated.route('/groups/:place/hooks', hookRoutes(gitlab, 'Group'));
  authenticated.route('/', accessRoutes(gitlab));
  authenticated.route('/', restRoutes(gitlab));
  api.route('/', authenticated);
  return api;
}
