import type { RunnerScope, Settings } from '../../config/settings.ts';
import type { SimulatedProject } from '../gitlab/model.ts';

/** The project that is there whatever config.toml says. */
export const PROJECT: SimulatedProject = { id: 380, path: 'acme/shop', groupId: 12 };
/** A group's project has the group's id above this. */
const GROUP_PROJECTS = 1_000_000;

/** GitLab's projects: one for each scope that config.toml's runners are created in, and one more. */
export function projectsOf({ runners }: Settings): readonly SimulatedProject[] {
  return [PROJECT, ...runners.map(({ scope }) => projectIn(scope))];
}

const pathOf = (groupId: number): string => (groupId === PROJECT.groupId ? 'acme' : `group-${groupId}`);

/** A project whose jobs a runner of that scope may be given. */
export function projectIn(scope: RunnerScope): SimulatedProject {
  switch (scope.kind) {
    case 'Project':
      return { id: scope.id, path: `acme/project-${scope.id}`, groupId: PROJECT.groupId };
    case 'Group':
      return { id: GROUP_PROJECTS + scope.id, path: `${pathOf(scope.id)}/site`, groupId: scope.id };
    case 'Instance':
      return PROJECT;
  }
}
