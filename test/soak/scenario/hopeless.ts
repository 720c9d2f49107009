import type { RunnerSettings } from '../../../lib/config/settings.ts';
import type { SimulatedJob, SimulatedProject } from '../../../lib/simulation/gitlab/model.ts';

/**
 * Does GitLab give the job to machines of the runner, and do we launch them for it? Written anew from the documentation,
 * and not shared with the scaler.
 */
export function mayServe(runner: RunnerSettings, job: SimulatedJob, project: SimulatedProject): boolean {
  const { tags, runUntagged, onlyFor, inGitLab } = runner;
  if (inGitLab.isProtected && !job.isProtected) return false;
  if (onlyFor !== undefined && !job.tags.includes(onlyFor)) return false;
  if (job.tags.length === 0 ? !runUntagged : job.tags.some((tag) => !tags.includes(tag))) return false;
  return isOf(runner, project);
}

function isOf({ scope }: RunnerSettings, project: SimulatedProject): boolean {
  switch (scope.kind) {
    case 'Project':
      return scope.id === project.id;
    case 'Group':
      return scope.id === project.groupId && project.withoutGroupRunners !== true;
    case 'Instance':
      return true;
  }
}
