import { type Context, Hono } from 'hono';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { HookPlace } from '../../simulation/gitlab/hooks.ts';
import { RestRefusal } from '../../simulation/gitlab/rest/call.ts';
import { shownGroup } from '../../simulation/gitlab/rest/shown.ts';

/**
 * Who asks, what they may, and the projects and groups they see. https://docs.gitlab.com/api/personal_access_tokens/,
 * https://docs.gitlab.com/api/members/
 */
export function accessRoutes(gitlab: SimulatedGitLab): Hono {
  const routes = new Hono();
  routes.get('/personal_access_tokens/self', (c) => {
    const { name, userId, scopes, expiresOn } = gitlab.access;
    return c.json({
      ...{ id: 1, name, revoked: false, active: true },
      ...{ scopes, user_id: userId, expires_at: expiresOn },
    });
  });
  routes.get('/user', (c) => {
    const { userId, isAdmin } = gitlab.access;
    return c.json({ id: userId, username: 'bastionless', ...(isAdmin && { is_admin: true }) });
  });
  routes.get('/version', (c) => c.json({ version: '19.4.0', revision: 'simulated' }));
  routes.get('/projects/:place', (c) => {
    const { id } = placeOf(gitlab, 'Project', c);
    const { path, instanceRunners } = gitlab.projects.find(id) ?? {};
    return c.json({
      id,
      path_with_namespace: path,
      shared_runners_enabled: instanceRunners !== undefined,
    });
  });
  routes.get('/groups/:place', (c) => {
    const { id } = placeOf(gitlab, 'Group', c);
    return c.json(shownGroup(gitlab, id));
  });
  for (const kind of ['Project', 'Group'] as const) {
    routes.get(`/${kind.toLowerCase()}s/:place/members/all/:user{[0-9]+}`, (c) => {
      placeOf(gitlab, kind, c);
      const { userId, level } = gitlab.access;
      if (Number(c.req.param('user')) !== userId || level === 0) throw new RestRefusal(404, 'Not found');
      return c.json({ id: userId, access_level: level });
    });
  }
  return routes;
}

/** The project or group that the path names, by its id or its own path. */
export function placeOf({ projects }: SimulatedGitLab, kind: HookPlace['kind'], c: Context): HookPlace {
  const named = c.req.param('place') ?? '';
  const id =
    kind === 'Project'
      ? projects.all().find((project) => String(project.id) === named || project.path === named)?.id
      : projects.groupIds().find((group) => String(group) === named || projects.groupPath(group) === named);
  if (id === undefined) throw new RestRefusal(404, `${kind} Not Found`);
  return { kind, id };
}
