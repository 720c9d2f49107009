import { USUAL_BRANCHES } from '../access.ts';
import type { SimulatedGitLab } from '../gitlab.ts';
import type { NewRunner, RunnerType } from '../model.ts';
import { READ, type RestAnswer, type RestCall, RestRefusal, type Route } from './call.ts';
import { listedProjects } from './listed-projects.ts';
import { type Page, pageOf } from './pages.ts';
import { listedRunner, shownGroup, shownProject } from './shown.ts';

/**
 * The projects and the runners of a project, of a group, and of all of GitLab. https://docs.gitlab.com/api/runners/
 * and https://docs.gitlab.com/api/groups/#list-projects
 */
export function placeRoutes(gitlab: SimulatedGitLab): readonly Route[] {
  const { projects, runners } = gitlab;
  const groupOf = (id: number): number => {
    if (!projects.hasGroup(id)) throw new RestRefusal(404, 'Group Not Found');
    return id;
  };
  const runnersOf = (call: RestCall, scope: Pick<NewRunner, 'type' | 'projectId' | 'groupId'>) => {
    const type = (call.query.get('type') ?? scope.type) as RunnerType;
    return shown(pageOf(call, runners.ofScope({ ...scope, type })), (one) => listedRunner(gitlab, one));
  };

  return [
    {
      ...{ method: 'GET', path: '/runners/all', scopes: READ },
      answer: (call) => runnersOf(call, { type: 'instance_type' }),
    },
    {
      ...{ method: 'GET', path: '/projects/:id/runners', scopes: READ },
      answer: (call, id = 0) => {
        if (projects.find(id) === undefined) throw new RestRefusal(404, 'Project Not Found');
        return runnersOf(call, { type: 'project_type', projectId: id });
      },
    },
    {
      ...{ method: 'GET', path: '/projects/:id/protected_branches', scopes: READ },
      answer: (_, id = 0) => {
        if (projects.find(id) === undefined) throw new RestRefusal(404, 'Project Not Found');
        const branches = gitlab.access.protectedBranches ?? USUAL_BRANCHES;
        return { status: 200, json: [...branches].map(shownBranch) };
      },
    },
    {
      ...{ method: 'GET', path: '/groups/:id/runners', scopes: READ },
      answer: (call, id = 0) => runnersOf(call, { type: 'group_type', groupId: groupOf(id) }),
    },
    {
      ...{ method: 'GET', path: '/groups/:id', scopes: READ },
      answer: (_, id = 0) => ({ status: 200, json: shownGroup(gitlab, groupOf(id)) }),
    },
    {
      ...{ method: 'GET', path: '/projects', scopes: READ },
      answer: (call) => shown(listedProjects(gitlab, call), shownProject),
    },
    {
      ...{ method: 'GET', path: '/groups/:id/projects', scopes: READ },
      answer: (call, id = 0) => shown(listedProjects(gitlab, call, groupOf(id)), shownProject),
    },
  ];
}

/** https://docs.gitlab.com/api/protected_branches/#list-protected-branches */
function shownBranch([name, level]: readonly [string, number]): object {
  const levels = [
    { id: 1, access_level: level, access_level_description: '', user_id: null, group_id: null },
  ];
  return { id: 1, name, push_access_levels: levels, merge_access_levels: levels, allow_force_push: false };
}

function shown<T>({ items, headers }: Page<T>, show: (item: T) => object): RestAnswer {
  return { status: 200, json: items.map(show), headers };
}
