import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { SimulatedGitLab } from '../simulation/gitlab/gitlab.ts';
import { accessRoutes } from './gitlab-api/access.ts';
import { hookRoutes } from './gitlab-api/hooks.ts';
import { placeRoutes } from './gitlab-api/places.ts';
import { projectRoutes } from './gitlab-api/projects.ts';
import { answerRefusal, refusal } from './gitlab-api/refusal.ts';
import { runnerSideRoutes } from './gitlab-api/runner-side.ts';
import { runnerRoutes } from './gitlab-api/runners.ts';

/** The HTTP API of the simulated GitLab under /api/v4: for our REST client, for people, and for a real gitlab-runner. */
export function gitlabApi(gitlab: SimulatedGitLab): Hono {
  const api = new Hono().basePath('/api/v4');
  api.onError(answerRefusal);
  api.notFound((c) => c.json({ error: '404 Not Found' }, 404));

  api.route('/', runnerSideRoutes(gitlab));
  const authenticated = new Hono();
  authenticated.use(
    createMiddleware(async (c, next) => {
      if (!gitlab.isApiToken(c.req.header('private-token'))) throw refusal(401, 'Unauthorized');
      await next();
    }),
  );
  authenticated.route('/', placeRoutes(gitlab));
  authenticated.route('/', runnerRoutes(gitlab));
  authenticated.route('/', projectRoutes(gitlab));
  authenticated.route('/projects/:place/hooks', hookRoutes(gitlab, 'Project'));
  authenticated.route('/groups/:place/hooks', hookRoutes(gitlab, 'Group'));
  authenticated.route('/', accessRoutes(gitlab));
  api.route('/', authenticated);
  return api;
}
