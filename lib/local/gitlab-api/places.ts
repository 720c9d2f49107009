import { type Context, Hono } from 'hono';
import type { SimulatedGitLab } from '../../simulation/gitlab/gitlab.ts';
import type { NewRunner, RunnerType } from '../../simulation/gitlab/model.ts';
import { pageOf } from './pages.ts';
import { refusal } from './refusal.ts';
import { shownProject, shownRunner } from './shown.ts';

/**
 * The projects and the runners of a project, of a group, and of all of GitLab. https://docs.gitlab.com/api/runners/
 * and https://docs.gitlab.com/api/groups/#list-projects
 */
export function placeRoutes(gitlab: SimulatedGitLab): Hono {
  const { projects, runners } = gitlab;
  const routes = new Hono();
  const runnersOf = (c: Context, scope: Pick<NewRunner, 'type' | 'projectId' | 'groupId'>) => {
    const type = (c.req.query('type') ?? scope.type) as RunnerType;
    return c.json(pageOf(c, runners.ofScope({ ...scope, type })).map(shownRunner));
  };

  routes.get('/runners/all', (c) => runnersOf(c, { type: 'instance_type' }));
  routes.get('/projects/:project{[0-9]+}/runners', (c) => {
    const projectId = Number(c.req.param('project'));
    if (projects.find(projectId) === undefined) throw refusal(404, 'Project Not Found');
    return runnersOf(c, { type: 'project_type', projectId });
  });
  routes.get('/groups/:group{[0-9]+}/runners', (c) =>
    runnersOf(c, { type: 'group_type', groupId: groupOf(gitlab, c) }),
  );

  routes.get('/projects', (c) => c.json(pageOf(c, projects.byActivity()).map(shownProject)));
  routes.get('/groups/:group{[0-9]+}/projects', (c) => {
    const group = groupOf(gitlab, c);
    const own = projects.byActivity().filter(({ groupId }) => groupId === group);
    return c.json(pageOf(c, own).map(shownProject));
  });
  return routes;
}

function groupOf({ projects }: SimulatedGitLab, c: Context): number {
  const group = Number(c.req.param('group'));
  if (!projects.hasGroup(group)) throw refusal(404, 'Group Not Found');
  return group;
}
